package io.humpback.server.docker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * A line of the answer to a pull: how far a layer is, or, as the last line, how it ended. Immutable.
 *
 * @param status the engine's words, for example {@code Downloading}; empty in the last line
 * @param layer the layer's short id, empty where the line is of the whole image
 * @param currentBytes how much of the layer is here, 0 if not said
 * @param totalBytes the layer's size, 0 if not said
 * @param end {@code ok} or {@code error} in the last line, otherwise empty
 * @param digest in a last line that is ok: the image's digest at its registry, empty if there is none
 * @param error in a last line that is none: why
 */
public record AgentPullStep(
        String status,
        String layer,
        long currentBytes,
        long totalBytes,
        String end,
        String digest,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET) @Nullable
        AgentError error) {
    /** The status of a pull that waits for others of its host. */
    public static final String WAITING = "Waiting for other pulls";
    /** How the last line of a pull that succeeded says so. */
    public static final String OK = "ok";
    /** How the last line of a pull that failed says so. */
    public static final String ERROR = "error";

    /** Returns a line of progress. */
    public static AgentPullStep progress(String status, String layer, long currentBytes, long totalBytes) {
        return new AgentPullStep(status, layer, currentBytes, totalBytes, "", "", null);
    }

    /** Returns the last line of a pull that succeeded. */
    public static AgentPullStep ok(String digest) {
        return new AgentPullStep("", "", 0, 0, OK, digest, null);
    }

    /** Returns the last line of a pull that failed. */
    public static AgentPullStep failed(AgentError error) {
        return new AgentPullStep("", "", 0, 0, ERROR, "", error);
    }

    /** Returns whether this is the last line. An answer that ends without one was cut off. */
    public boolean isLast() {
        return !end.isEmpty();
    }
}
