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
    void holdsEachIdOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DirectoryView(
                        List.of(node("a"), node("b"), node("a").withName("other")), true))
                .withMessage("node: a (expected: once)");
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
