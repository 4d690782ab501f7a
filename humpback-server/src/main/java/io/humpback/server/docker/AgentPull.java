package io.humpback.server.docker;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.humpback.core.Checks;

/**
 * The body of a pull. Immutable.
 *
 * @param image reference with tag or digest
 * @param always whether the registry is asked although the engine has the image
 * @param ofHost whether the agent decides that, and whether the image is fetched at all, as it is configured; a caller
 *     that does not know of it yet leaves it out
 */
public record AgentPull(
        String image,
        boolean always,
        @JsonSetter(nulls = Nulls.AS_EMPTY) boolean ofHost) {
    /** Checks that the image is not blank. */
    public AgentPull {
        Checks.checkNotBlank("image", image);
    }

    /** Creates one that leaves nothing to the agent. */
    public AgentPull(String image, boolean always) {
        this(image, always, false);
    }
}
