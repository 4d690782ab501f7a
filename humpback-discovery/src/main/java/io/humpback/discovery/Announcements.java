package io.humpback.discovery;

import io.humpback.core.contract.NodeRecord;

/**
 * An agent's way to announce its host in a backend, under {@code <prefix>/<cluster>/nodes/<agent key>}. Opened by
 * {@link Discovery#announcements}; opens neither state nor election. Called by one thread at a time, but for
 * {@link #cancel} and {@link #close}. Every call ends by itself within seconds.
 */
public interface Announcements extends AutoCloseable {
    /**
     * Announces the agent, or keeps it announced for another TTL. To be called at each heartbeat. What is lost meanwhile,
     * by the end of a session, a wiped backend or somebody's hand, stands there again afterwards.
     *
     * @throws NotAnnouncedException if it is not announced, or it is not known whether it is
     */
    void announce(String agentKey, NodeRecord record);

    /**
     * Takes the announcement back, at once. Leaves alone what another start of the agent, or another agent, announced.
     *
     * @param instance which start of the agent made it, as in its record
     * @throws NotAnnouncedException if it may still be there
     */
    void withdraw(String agentKey, String instance);

    /** Ends the call that is under way, if there is one: it fails soon. */
    void cancel();

    /**
     * Ends all connections, and withdraws nothing by intention: an announcement that was not withdrawn outlasts this for
     * a TTL at most. Repeated calls do nothing.
     */
    @Override
    void close();
}
