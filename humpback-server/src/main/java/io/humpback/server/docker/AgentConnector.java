package io.humpback.server.docker;

import io.humpback.core.Fence;
import io.humpback.core.Node;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Opens the way to nodes whose endpoint is an agent's API. All agents share one pool of connections for calls and one
 * thread for streams. Safe for use by several threads.
 */
public final class AgentConnector implements EngineConnector, AutoCloseable {
    private final AgentAccess access;
    private final Supplier<Fence> fence;
    private final AgentCalls.Clients clients;
    private final AgentStreams streams;
    private volatile BooleanSupplier leads = () -> true;

    /**
     * Creates it.
     *
     * @param fence the cluster and the epoch that changing calls are made for, asked at each of them
     */
    public AgentConnector(AgentAccess access, Supplier<Fence> fence) {
        this.access = access;
        this.fence = fence;
        clients = new AgentCalls.Clients(access);
        streams = new AgentStreams(access);
    }

    /**
     * Lets agents be shown that they were heard only as long as {@code stillLeads}: what a leader of yesterday hears tells
     * the cluster nothing. Without it they always are.
     */
    public void showHeardWhile(BooleanSupplier stillLeads) {
        leads = stillLeads;
    }

    /** Returns whether {@code endpoint} is an agent's rather than Docker's own. */
    public static boolean isAgent(String endpoint) {
        return endpoint.startsWith("http://") || endpoint.startsWith("https://");
    }

    /**
     * Returns an engine for {@code node}, connected with its first call. Throws {@link IllegalArgumentException} if the
     * node's endpoint is not {@code http://host:port} or {@code https://host:port}.
     */
    @Override
    public ContainerEngine connect(Node node) {
        return connect(node.endpoint());
    }

    /** Returns the engine behind the agent at {@code endpoint}, as {@link #connect(Node)} does for a node's. */
    public AgentEngine connect(String endpoint) {
        return new AgentEngine(
                AgentCalls.ofOurs(endpoint, access, clients, fence, () -> leads.getAsBoolean()), streams);
    }

    /**
     * Returns the engine behind an agent of the original at {@code endpoint}. It is shown no token: it knows none, and
     * nothing has proved that its record was written by one of the cluster.
     */
    public OriginalAgentEngine connectOriginal(String endpoint) {
        return new OriginalAgentEngine(endpoint, access.withoutToken(), clients, streams);
    }

    /** Ends all connections; engines that came from here fail from then on. Repeated calls do nothing. */
    @Override
    public void close() {
        streams.close();
        clients.close();
    }
}
