package io.humpback.server.http;

import java.util.Optional;

/** Where the leader of several centers is, and what is known without one. Safe for use by several threads. */
public interface Leader {
    /** Returns whether this center leads and answers itself. */
    boolean isHere();

    /** Returns the address of the other center that leads, such as {@code http://10.0.0.2:8589}; empty if unknown. */
    Optional<String> address();

    /**
     * Returns what was known last, to read from while nobody leads; empty if nothing ever was. Returns at once: whoever
     * asks often may find it fresher, never has it read on the way.
     */
    Optional<StaleView> last();
}
