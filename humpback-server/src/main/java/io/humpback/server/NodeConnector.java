package io.humpback.server;

import io.humpback.core.Node;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import io.humpback.server.docker.AgentConnector;

/** Opens the way to any node: through its agent, or to Docker itself. Safe for use by several threads. */
final class NodeConnector implements EngineConnector, AutoCloseable {
    private final EngineConnector docker;
    private final AgentConnector agents;

    NodeConnector(EngineConnector docker, AgentConnector agents) {
        this.docker = docker;
        this.agents = agents;
    }

    @Override
    public ContainerEngine connect(Node node) {
        return AgentConnector.isAgent(node.endpoint()) ? agents.connect(node) : docker.connect(node);
    }

    /** Ends all connections to agents. */
    @Override
    public void close() {
        agents.close();
    }
}
