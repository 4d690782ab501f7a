package io.humpback.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.Examples;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryViewTest {
    private static Node node(String id) {
        return new Node(NodeId.of(id), id, "", "tcp://h:1", NodeFacts.UNKNOWN, "");
    }

    @Test
    void isOrderedById() {
        assertThat(new DirectoryView(List.of(node("c"), node("a"), node("b")), true).nodes())
                .containsExactly(node("a"), node("b"), node("c"));
    }

    @Test
    void keepsTheOrderOfThoseThatShareAnId() {
        Node second = node("a").withName("other");

        assertThat(new DirectoryView(List.of(node("b"), node("a"), second), true).nodes())
                .containsExactly(node("a"), second, node("b"));
    }

    @Test
    void differsOnceItsBackendCannotBeAsked() {
        DirectoryView view = new DirectoryView(List.of(node("a")), true);

        DirectoryView last = view.withOutage("connection refused");

        assertThat(view.isHealthy()).isTrue();
        assertThat(last.isHealthy()).isFalse();
        assertThat(last).isNotEqualTo(view);
        assertThat(last.withOutage("")).isEqualTo(view);
    }

    @Test
    void tellsOfEachNodeWhetherItsAnnouncementEnds() {
        DirectoryView mixed = new DirectoryView(List.of(node("a"), node("b")), true, "", Set.of(NodeId.of("b")));

        assertThat(mixed.isLeased(NodeId.of("a"))).isTrue();
        assertThat(mixed.isLeased(NodeId.of("b"))).isFalse();
        assertThat(mixed.withOutage("away").isLeased(NodeId.of("b"))).isFalse();
        assertThat(new DirectoryView(List.of(node("a")), false).isLeased(NodeId.of("a")))
                .isFalse();
    }

    @Test
    void isNotChangedThroughItsNodes() {
        List<Node> nodes = new ArrayList<>(List.of(node("a")));
        DirectoryView view = new DirectoryView(nodes, false);

        nodes.clear();

        assertThat(view.nodes()).hasSize(1);
    }

    @Test
    void aRequestNeedsAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContainerRequest(" ", Examples.WEB, Map.of()))
                .withMessage("name: \" \" (expected: not blank)");
    }
}
