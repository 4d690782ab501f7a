package io.humpback.server.docker;

import io.humpback.core.Checks;

/**
 * The answer to a container's creation. Immutable.
 *
 * @param id the engine's id for it
 */
public record AgentCreated(String id) {
    /** Checks that the id is not blank. */
    public AgentCreated {
        Checks.checkNotBlank("id", id);
    }
}
