package io.humpback.server.cli;

/** An agent that has been started. Safe for use by several threads. */
public interface RunningAgent extends AutoCloseable {
    /** Returns its key. */
    String key();

    /** Returns the port of its API. */
    int port();

    /** Waits until it has ended. */
    void await() throws InterruptedException;

    /** Takes its announcement back and ends it; containers stay as they are. Repeated calls do nothing. */
    @Override
    void close();
}
