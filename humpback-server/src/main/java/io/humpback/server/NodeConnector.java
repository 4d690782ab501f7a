package io.humpback.server;

import io.humpback.core.Node;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import io.humpback.server.docker.AgentConnector;
import java.util.function.UnaryOperator;

/**
 * Opens the way to any node: through its agent, ours or an original one as its record says, or to Docker itself. An
 * original agent cannot be fenced any more than Docker can; both are called only while the lease of the lead outlasts
 * the call's deadline. Safe for use by several threads.
 */
final class NodeConnector implements EngineConnector, AutoCloseable {
    private final EngineConnector docker;
    private final AgentConnector agents;
    private final UnaryOperator<ContainerEngine> unfenced;

    /**
     * Creates it.
     *
     * @param unfenced goes around each engine that cannot tell an old leader from a new one
     */
    NodeConnector(EngineConnector docker, AgentConnector agents, UnaryOperator<ContainerEngine> unfenced) {
        this.docker = docker;
        this.agents = agents;
        this.unfenced = unfenced;
    }

    @Override
    public ContainerEngine connect(Node node) {
        if (!AgentConnector.isAgent(node.endpoint())) {
            return unfenced.apply(docker.connect(node));
        }
        return node.agentProtocol() > 0
                ? agents.connect(node)
                : unfenced.apply(agents.connectOriginal(node.endpoint()));
    }

    /** Ends all connections to agents. */
    @Override
    public void close() {
        agents.close();
    }
}
