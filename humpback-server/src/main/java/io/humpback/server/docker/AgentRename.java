package io.humpback.server.docker;

import io.humpback.core.Checks;

/**
 * The body of a rename. Immutable.
 *
 * @param name the container's new name
 */
public record AgentRename(String name) {
    /** Checks that the name is not blank. */
    public AgentRename {
        Checks.checkNotBlank("name", name);
    }
}
