package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerStatusTest {
    @ParameterizedTest
    @CsvSource({
        "CREATED, created, false, false, false, false",
        "RUNNING, running, true, false, false, false",
        "PAUSED, paused, true, true, false, false",
        "RESTARTING, restarting, true, false, true, false",
        "REMOVING, removing, false, false, false, false",
        "EXITED, exited, false, false, false, false",
        "DEAD, dead, false, false, false, true"
    })
    void saysEachStateInDockersWords(
            ContainerState.Status state,
            String word,
            boolean running,
            boolean paused,
            boolean restarting,
            boolean dead) {
        ContainerStatus status = ContainerStatus.of(ContainerState.of(state));

        assertThat(status)
                .isEqualTo(new ContainerStatus(
                        word,
                        running,
                        paused,
                        restarting,
                        false,
                        dead,
                        0,
                        0,
                        "",
                        ContainerState.NEVER,
                        ContainerState.NEVER));
    }

    @Test
    void passesOnWhatTheEngineSaid() {
        ContainerState state =
                new ContainerState(ContainerState.Status.EXITED, true, 7, 137, "boom", "unhealthy", "s", "f");

        assertThat(ContainerStatus.of(state))
                .isEqualTo(new ContainerStatus("exited", false, false, false, true, false, 7, 137, "boom", "s", "f"));
    }
}
