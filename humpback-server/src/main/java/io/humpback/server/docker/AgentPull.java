package io.humpback.server.docker;

import io.humpback.core.Checks;

/**
 * The body of a pull. Immutable.
 *
 * @param image reference with tag or digest
 * @param always whether the registry is asked although the engine has the image
 */
public record AgentPull(String image, boolean always) {
    /** Checks that the image is not blank. */
    public AgentPull {
        Checks.checkNotBlank("image", image);
    }
}
