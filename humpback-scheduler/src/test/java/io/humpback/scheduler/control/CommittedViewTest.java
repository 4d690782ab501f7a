package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Availability;
import io.humpback.core.Group;
import io.humpback.core.Meta;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.core.spi.StoredState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommittedViewTest {
    private static final DirectoryView NOBODY = new DirectoryView(List.of(), true);

    @Test
    void showsWhatTheLeaderHasCommittedAndNoContainers() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.created(2, "app:1");
        ClusterView live = fixture.loop.view();

        ClusterView committed = CommittedView.of(fixture.store.load(), NOBODY);

        Meta meta = live.metas(Group.DEFAULT).get(0);
        assertThat(live.containers(meta.id())).hasSize(2);
        assertThat(committed.head()).isEqualTo(live.head());
        assertThat(committed.groups()).isEqualTo(live.groups());
        assertThat(committed.metas(Group.DEFAULT)).containsExactly(meta);
        assertThat(committed.containers(meta.id())).isEmpty();
    }

    @Test
    void showsAnnouncedNodesAsAnnouncedAndOthersAsTheyWereCommitted() {
        NodeStatus known = new NodeStatus(
                NodeId.of("n1"),
                "n1",
                Availability.PAUSED,
                Map.of("rack", "a"),
                null,
                NodeStatus.Seen.of(node("n1", "old")));
        NodeStatus absent = absent(node("n2", "b"));
        NodeStatus dead = absent(node("n3", "c")).withDownSince(Instant.EPOCH);
        NodeStatus nowhere = NodeStatus.fresh(node("n4", "d"));

        ClusterView view = CommittedView.of(
                new StoredState(new Head(1, 1, "c"), List.of(known, absent, dead, nowhere)),
                new DirectoryView(List.of(node("n1", "new"), node("n1", "second")), true));

        assertThat(view.nodes())
                .extracting(shown -> shown.node().id() + " " + shown.node().address() + " " + shown.state())
                .containsExactly("n1 new PENDING", "n2 b PENDING", "n3 c DOWN");
        assertThat(view.nodes().get(0).status()).isEqualTo(known);
    }

    @Test
    void showsWhatIsRefused() {
        RefusedRecord refused = new RefusedRecord("key", "no JSON");

        ClusterView view = CommittedView.of(
                new StoredState(new Head(1, 1, "c"), List.of()),
                new DirectoryView(List.of(), true, "", Set.of(), List.of(refused)));

        assertThat(view.refused()).containsExactly(refused);
    }

    private static NodeStatus absent(Node node) {
        return NodeStatus.fresh(node).withSeen(NodeStatus.Seen.of(node));
    }

    private static Node node(String id, String address) {
        return new Node(NodeId.of(id), id, address, "http://" + address + ":8500", NodeFacts.UNKNOWN, "");
    }
}
