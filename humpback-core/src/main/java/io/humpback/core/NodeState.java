package io.humpback.core;

/** What the center believes of a node's health. */
public enum NodeState {
    /** Announced, not yet probed. */
    PENDING,
    /** Answers its health check. The only state in which a node takes instances. */
    HEALTHY,
    /** Missed a health check and is being probed: takes nothing new, loses nothing. */
    SUSPECT,
    /** Announced but out of the center's reach: takes nothing new, loses nothing. */
    UNREACHABLE,
    /** Dead by every signal there is; its instances move when the delay has passed. */
    DOWN
}
