package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeNamesTest {
    private final NodeNames names = new NodeNames();

    @Test
    void keepsTheNameGiven() {
        assertThat(names.nameOf(node("a", "n1", "docker-1"), "")).isEqualTo("n1");
    }

    @Test
    void takesTheHostNameOfTheEngine() {
        assertThat(names.nameOf(node("a", "", "docker-1"), "")).isEqualTo("docker-1");
    }

    @Test
    void numbersAHostNameThatIsTakenWithoutRegardToCase() {
        names.nameOf(node("a", "", "docker-1"), "");

        assertThat(names.nameOf(node("b", "", "DOCKER-1"), "")).isEqualTo("DOCKER-1-2");
        assertThat(names.nameOf(node("c", "", "docker-1"), "")).isEqualTo("docker-1-3");
    }

    @Test
    void prefersTheNameThatWasCommitted() {
        assertThat(names.nameOf(node("a", "", "docker-1"), "docker-1-2")).isEqualTo("docker-1-2");
        assertThat(names.nameOf(node("b", "", "docker-1"), "")).isEqualTo("docker-1");
    }

    @Test
    void knowsNoNameBeforeTheEngineHasSpoken() {
        Node silent = new Node(NodeId.of("a"), "", "10.0.0.1", "mem://a", NodeFacts.UNKNOWN, "");

        assertThat(names.nameOf(silent, "")).isEmpty();
    }

    @Test
    void takesTheAddressOfAnEngineThatDoesNotSayItsHostName() {
        assertThat(names.nameOf(node("a", "", ""), "")).isEqualTo("10.0.0.1");
    }

    @Test
    void givesANameAnewThatWasReleased() {
        names.nameOf(node("a", "", "docker-1"), "");
        names.release(NodeId.of("a"));

        assertThat(names.nameOf(node("b", "", "docker-1"), "")).isEqualTo("docker-1");
    }

    private static Node node(String id, String name, String hostName) {
        NodeFacts facts = new NodeFacts(
                "engine-" + id, hostName, 1, 1, new Platform("linux", "x86_64"), "", "", "", "", Map.of());
        return new Node(NodeId.of(id), name, "10.0.0.1", "mem://" + id, facts, "");
    }
}
