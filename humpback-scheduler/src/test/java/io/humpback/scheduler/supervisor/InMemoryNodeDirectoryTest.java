package io.humpback.scheduler.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryNodeDirectoryTest {
    private final InMemoryNodeDirectory directory = new InMemoryNodeDirectory();
    private final List<DirectoryView> views = new ArrayList<>();

    private static Node node(String name) {
        return new Node(NodeId.of(name), name, name, "mem://" + name, NodeFacts.UNKNOWN, "");
    }

    @Test
    void tellsTheWholeViewAtOnceAndAfterEveryChange() {
        directory.put(node("b"));
        directory.watch(views::add);
        directory.put(node("a"));
        directory.remove(NodeId.of("b"));
        directory.remove(NodeId.of("never-there"));

        assertThat(views)
                .extracting(DirectoryView::nodes)
                .containsExactly(List.of(node("b")), List.of(node("a"), node("b")), List.of(node("a")));
        assertThat(views.get(0).leased()).as("only answers count").isFalse();
    }

    @Test
    void tellsNothingMoreToWhoeverIsGone() {
        Subscription subscription = directory.watch(views::add);

        subscription.close();
        directory.put(node("a"));

        assertThat(views).hasSize(1);
    }
}
