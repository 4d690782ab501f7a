package io.humpback.server.agent;

import io.humpback.core.contract.NodeRecord;
import java.time.Duration;

/**
 * Where an agent announces itself: a center, or a backend that centers watch. Called by one thread at a time, but for
 * {@link #cancel} and {@link #close}. Every call ends by itself within seconds.
 */
public interface AnnouncementTarget extends AutoCloseable {
    /**
     * Announces the agent, or renews its lease.
     *
     * @param ttl how long the announcement is to outlast its last renewal
     * @throws AnnouncementException if it is not announced, or it is not known whether it is
     */
    Lease announce(String agentKey, NodeRecord record, Duration ttl);

    /**
     * Takes the announcement back.
     *
     * @param instance which start of the agent made it
     * @throws AnnouncementException if it may still be there
     */
    void leave(String agentKey, String instance);

    /** Ends the call that is under way, if there is one: it fails. */
    void cancel();

    /** Ends all connections. Repeated calls do nothing. */
    @Override
    void close();

    /** Returns what a log line calls it. Holds no secret. */
    @Override
    String toString();

    /**
     * What became of an announcement.
     *
     * @param heartbeat how soon it is to be renewed
     * @param clusterId the cluster's own id; empty where it is not known
     */
    record Lease(Duration heartbeat, String clusterId) {}
}
