package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeTest {
    @Test
    void needsAnEndpoint() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Node(NodeId.of("n"), "", "", " ", NodeFacts.UNKNOWN, ""))
                .withMessage("endpoint: \" \" (expected: not blank)");
    }

    @Test
    void isOrderedById() {
        Node a = new Node(NodeId.of("a"), "z", "", "tcp://a:1", NodeFacts.UNKNOWN, "");
        Node b = new Node(NodeId.of("b"), "y", "", "tcp://b:1", NodeFacts.UNKNOWN, "");

        assertThat(Stream.of(b, a).sorted()).containsExactly(a, b);
    }

    @Test
    void keepsEverythingElseUnderAnotherNameAndWithOtherFacts() {
        Node changed = Examples.NODE.withName("x").withFacts(NodeFacts.UNKNOWN);

        assertThat(changed)
                .isEqualTo(new Node(NodeId.of("n1"), "x", "10.0.0.1", "tcp://10.0.0.1:2375", NodeFacts.UNKNOWN, ""));
    }

    @Test
    void hasTheCapacityOfItsEngine() {
        assertThat(Examples.FACTS.capacity()).isEqualTo(Resources.of(4000, 8_000_000_000L));
        assertThat(NodeFacts.UNKNOWN.capacity()).isEqualTo(Resources.NONE);
    }

    @Test
    void hasRoomForTheLargestNumberOfProcessors() {
        NodeFacts huge = new NodeFacts("", "", Integer.MAX_VALUE, 0, new Platform("", ""), "", "", "", "", Map.of());

        assertThat(huge.capacity().cpuMillis()).isEqualTo(2_147_483_647_000L);
    }

    @Test
    void refusesNegativeAmounts() {
        assertThatThrownBy(() -> new NodeFacts("", "", -1, 0, new Platform("", ""), "", "", "", "", Map.of()))
                .hasMessage("cpus: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new NodeFacts("", "", 0, -1, new Platform("", ""), "", "", "", "", Map.of()))
                .hasMessage("memoryBytes: -1 (expected: >= 0)");
    }

    @Test
    void isNotChangedThroughItsLabelsAndListsThemInOrder() {
        Map<String, String> labels = new HashMap<>(Examples.manyLabels());
        NodeFacts facts = new NodeFacts("", "", 0, 0, new Platform("", ""), "", "", "", "", labels);

        labels.put("k", "v");

        assertThat(List.copyOf(facts.labels().keySet())).isSorted().hasSize(40);
    }

    @Test
    void startsActiveAliveAndWithoutLabels() {
        assertThat(NodeStatus.fresh(Examples.NODE))
                .isEqualTo(new NodeStatus(NodeId.of("n1"), "host1", Availability.ACTIVE, Map.of(), null));
    }

    @Test
    void keepsEverythingElseWhenItDiesAndReturns() {
        NodeStatus status = new NodeStatus(NodeId.of("n1"), "h", Availability.DRAINING, Map.of("k", "v"), null)
                .withSeen(new NodeStatus.Seen("10.0.0.1", "tcp://h:1", "e"));

        NodeStatus dead = status.withDownSince(Examples.NOW);

        assertThat(dead.downSince()).isEqualTo(Examples.NOW);
        assertThat(dead.withDownSince(null)).isEqualTo(status);
    }

    @Test
    void isFoundAgainAsItWasAnnounced() {
        Node node = Examples.NODE.withAgentProtocol(2);

        assertThat(NodeStatus.Seen.of(node).node(node.id(), node.name()))
                .isEqualTo(new Node(node.id(), node.name(), node.address(), node.endpoint(), NodeFacts.UNKNOWN, "", 2));
    }

    /** Whoever was announced before this was noted was an agent of ours. */
    @Test
    void countsAsOursWhereNobodyNotedItsProtocol() {
        NodeStatus.Seen old = new NodeStatus.Seen("10.0.0.1", "http://10.0.0.1:8500", "e");

        assertThat(old.node(NodeId.of("n"), "n").agentProtocol()).isEqualTo(1);
    }

    @Test
    void keepsItsProtocolUnderAnotherNameAndWithOtherFacts() {
        Node node = Examples.NODE.withAgentProtocol(1);

        assertThat(node.withName("x").withFacts(NodeFacts.UNKNOWN).agentProtocol())
                .isEqualTo(1);
    }
}
