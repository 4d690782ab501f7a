package io.humpback.core;

/** In which state an instance is wanted. */
public enum RunState {
    /** Its process runs, or has come to a fair end. */
    RUNNING,
    /** The container exists and its process does not run. */
    STOPPED,
    /** The container's processes are frozen. */
    PAUSED
}
