package io.humpback.server.docker;

import io.humpback.core.Checks;

/**
 * The body of a stop or restart. Immutable.
 *
 * @param graceMillis how long the container may take to end by itself, in milliseconds, 0 or more
 */
public record AgentGrace(long graceMillis) {
    /** Checks that the grace is not negative. */
    public AgentGrace {
        Checks.checkNotNegative("graceMillis", graceMillis);
    }
}
