package io.humpback.discovery;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import java.time.Duration;

/** An open backend: state, election and nodes of one cluster. Safe for use by several threads. */
public interface Backend extends AutoCloseable {
    /**
     * Returns a way to the committed state. Each call returns another one with the same content, which ends with this
     * backend at the latest. Throws {@link UnreadableStateException} if a newer program wrote the state.
     */
    StateStore stateStore();

    /**
     * Takes part in the election of the leader.
     *
     * @param address where this center is reached, told to the others if it leads
     */
    LeaderElection election(String address);

    /** Returns the nodes that this backend knows. The same one for each call; it ends with this backend. */
    NodeDirectory directory();

    /**
     * Returns how long an announcement with this TTL may go on standing after its last renewal. A backend that ends
     * leases late by design says so here; without a word of its own it is the TTL.
     */
    default Duration announcementLasts(Duration ttl) {
        return ttl;
    }

    /** Ends everything that came from this backend. Repeated calls do nothing. */
    @Override
    void close();
}
