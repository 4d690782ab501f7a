package io.humpback.server;

import io.humpback.scheduler.control.ClusterControl;

/** A lead of this center that has begun. Safe for use by several threads. */
interface Term extends AutoCloseable {
    /** Takes what is asked for. */
    ClusterControl control();

    /** Returns whether it has ended by itself, since somebody else has committed as the leader. */
    boolean isOver();

    /** Ends it and waits for that; containers go on. Repeated calls do nothing. */
    @Override
    void close();
}
