package io.humpback.server.agent;

/** What an agent serves to others over HTTP. Used by one thread. */
public interface AgentService extends AutoCloseable {
    /**
     * Begins to serve and returns the port that was taken.
     *
     * @throws io.humpback.core.HumpbackException if the address cannot be used; the message is one line
     */
    int start();

    /** Refuses new requests, lets those under way end, and stops. Repeated calls do nothing. */
    @Override
    void close();
}
