package io.humpback.discovery;

/**
 * The server of a backend, real but where its package says otherwise, which a test starts, freezes and starts again. Not
 * safe for use by several threads.
 */
public interface BackendServer extends AutoCloseable {
    /** Returns the URI of what stands below {@code prefix}, without options. */
    String uri(String prefix);

    /** Freezes it: its connections stay, and nothing is answered. */
    void freeze();

    /** Lets a frozen one go on. What expired meanwhile ends now. */
    void thaw();

    /** Ends it as the loss of power does. */
    void kill();

    /** Starts a killed one again, at the same address with the data that it had. */
    void restart();

    @Override
    void close();
}
