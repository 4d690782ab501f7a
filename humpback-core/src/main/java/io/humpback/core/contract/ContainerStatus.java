package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.ContainerState;
import java.util.Locale;

/** The state of a container, as Docker and the original write it. */
@JsonPropertyOrder({
    "Status",
    "Running",
    "Paused",
    "Restarting",
    "OOMKilled",
    "Dead",
    "Pid",
    "ExitCode",
    "Error",
    "StartedAt",
    "FinishedAt"
})
public record ContainerStatus(
        @JsonProperty("Status") String status,
        @JsonProperty("Running") boolean running,
        @JsonProperty("Paused") boolean paused,
        @JsonProperty("Restarting") boolean restarting,
        @JsonProperty("OOMKilled") boolean oomKilled,
        @JsonProperty("Dead") boolean dead,
        @JsonProperty("Pid") long pid,
        @JsonProperty("ExitCode") int exitCode,
        @JsonProperty("Error") String error,
        @JsonProperty("StartedAt") String startedAt,
        @JsonProperty("FinishedAt") String finishedAt) {
    /** Returns {@code state} in the original's words. A frozen container counts as running too, as Docker has it. */
    public static ContainerStatus of(ContainerState state) {
        ContainerState.Status status = state.status();
        return new ContainerStatus(
                status.name().toLowerCase(Locale.ROOT),
                state.isLive(),
                status == ContainerState.Status.PAUSED,
                status == ContainerState.Status.RESTARTING,
                state.oomKilled(),
                status == ContainerState.Status.DEAD,
                state.pid(),
                state.exitCode(),
                state.error(),
                state.startedAt(),
                state.finishedAt());
    }
}
