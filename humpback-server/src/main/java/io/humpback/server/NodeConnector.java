package io.humpback.server;

import io.humpback.core.Node;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import io.humpback.server.docker.AgentConnector;

/**
 * Opens the way to any node: through its agent, ours or an original one as its record says, or to Docker itself. An
 * original agent cannot be fenced any more than Docker can; both are called only while the lease of the lead outlasts
 * the call's deadline. Safe for use by several threads.
 */
final class NodeConnector implements EngineConnector, AutoCloseable {
    private final EngineConnector docker;
    private final AgentConnector agents;

    NodeConnector(EngineConnector docker, AgentConnector agents) {
        this.docker = docker;
        this.agents = agents;
    }

    @Override
    public ContainerEngine connect(Node node) {
        if (!AgentConnector.isAgent(node.endpoint())) {
            return docker.connect(node);
        }
        return node.agentProtocol() > 0 ? agents.connect(node) : agents.connectOriginal(node.endpoint());
    }

    /** Ends all connections to agents. */
    @Override
    public void close() {
        agents.close();
    }
}
