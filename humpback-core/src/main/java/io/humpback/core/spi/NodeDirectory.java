package io.humpback.core.spi;

/** Knows which nodes announced themselves. Safe for use by several threads. */
public interface NodeDirectory extends AutoCloseable {
    /**
     * Begins to watch the nodes. The listener is called soon with the whole view, then with the whole view after every
     * change, never with a part of it.
     */
    Subscription watch(DirectoryListener listener);

    /** Ends all watches. Repeated calls do nothing. */
    @Override
    void close();
}
