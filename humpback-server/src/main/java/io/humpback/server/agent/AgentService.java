package io.humpback.server.agent;

import io.humpback.core.Fence;
import java.util.Optional;

/** What an agent serves to others over HTTP. Used by one thread. */
public interface AgentService extends AutoCloseable {
    /**
     * Begins to serve and returns the port that was taken.
     *
     * @throws io.humpback.core.HumpbackException if the address cannot be used; the message is one line
     */
    int start();

    /** Returns whom this host obeys, empty as long as no center has come. */
    default Optional<Fence> fence() {
        return Optional.empty();
    }

    /** Takes what is to be told when the leader shows that it has heard of this agent. Called before the start. */
    default void tell(LastContact contact) {}

    /** Refuses new requests, lets those under way end, and stops. Repeated calls do nothing. */
    @Override
    void close();
}
