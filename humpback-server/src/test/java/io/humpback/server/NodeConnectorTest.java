package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Fence;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.AgentEngine;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.OriginalAgentEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeConnectorTest {
    private final List<ContainerEngine> unfenced = new ArrayList<>();
    private final NodeConnector connector = new NodeConnector(
            new DockerConnector(DockerSettings.DEFAULT),
            new AgentConnector(AgentAccess.withToken("t"), () -> new Fence("c1", 1)),
            engine -> {
                unfenced.add(engine);
                return engine;
            });

    @AfterEach
    void close() {
        connector.close();
    }

    @Test
    void takesOurProtocolWhereTheRecordNamesOne() {
        try (ContainerEngine engine = connector.connect(node("http://10.0.0.1:8500", 1))) {
            assertThat(engine).isInstanceOf(AgentEngine.class);
            assertThat(unfenced).isEmpty();
        }
    }

    /** A newer agent speaks ours too. */
    @Test
    void takesOurProtocolWhereTheRecordNamesANewerOne() {
        try (ContainerEngine engine = connector.connect(node("https://10.0.0.1:8500", 2))) {
            assertThat(engine).isInstanceOf(AgentEngine.class);
            assertThat(unfenced).isEmpty();
        }
    }

    @Test
    void takesTheOriginalsRoutesWhereTheRecordNamesNone() {
        try (ContainerEngine engine = connector.connect(node("http://10.0.0.1:8500", 0))) {
            assertThat(engine).isInstanceOf(OriginalAgentEngine.class);
            assertThat(unfenced).containsExactly(engine);
        }
    }

    @Test
    void takesDockersOwnApiElsewhere() {
        try (ContainerEngine engine = connector.connect(node("tcp://10.0.0.1:2375", 0))) {
            assertThat(engine).isInstanceOf(DockerEngine.class);
            assertThat(unfenced).containsExactly(engine);
        }
    }

    private static Node node(String endpoint, int protocol) {
        return new Node(NodeId.of("n1"), "n1", "10.0.0.1", endpoint, NodeFacts.UNKNOWN, "", protocol);
    }
}
