package io.humpback.core;

/** What an operator wants of a node. */
public enum Availability {
    /** Takes instances. */
    ACTIVE,
    /** Keeps what it has, takes nothing new. */
    PAUSED,
    /** Its instances move elsewhere. */
    DRAINING
}
