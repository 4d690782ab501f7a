package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.CommittedView;
import io.humpback.scheduler.testing.TestingClock;
import io.humpback.scheduler.testing.TestingStateStore;
import io.humpback.server.http.StaleView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastKnownTest {
    private final TestingClock clock = new TestingClock();
    private final TestingStateStore store = new TestingStateStore();
    private final LastKnown known = new LastKnown(store, clock);

    @Test
    void knowsNothingBeforeItHasRead() {
        assertThat(known.get()).isEmpty();
    }

    @Test
    void takesAStateThatNobodyHasWrittenForNone() {
        known.refresh();

        assertThat(known.get()).isEmpty();
    }

    @Test
    void showsWhatWasReadWithItsAge() {
        commit("g1");
        known.refresh();
        clock.advance(Duration.ofSeconds(5));

        assertThat(groups()).containsExactly("g1");
        assertThat(age()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void showsNothingOfAStateThatIsNotWhole() {
        commit("g1");
        known.refresh();
        Head head = store.head();
        ClusterInfo half = new ClusterInfo("c-1", ClusterInfo.SCHEMA_VERSION, clock.instant()).withUnfinished("import");
        store.commit(new Commit(head, head.takeOver("import"), List.of(Write.put(half))));
        commit("g2");

        known.refresh();

        assertThat(groups()).containsExactly("g1");
    }

    @Test
    void seesWhatWasCommittedMeanwhile() {
        commit("g1");
        known.refresh();
        commit("g2");
        clock.advance(Duration.ofSeconds(5));

        known.refresh();

        assertThat(groups()).containsExactly("g1", "g2");
        assertThat(age()).isZero();
    }

    @Test
    void isAsGoodAsNewWhereNothingWasCommittedMeanwhile() {
        commit("g1");
        known.refresh();
        StaleView before = known.get().orElseThrow();
        clock.advance(Duration.ofSeconds(5));

        known.refresh();

        assertThat(known.get().orElseThrow().view()).isSameAs(before.view());
        assertThat(age()).isZero();
    }

    @Test
    void keepsWhatItKnowsWhileTheStoreIsAway() {
        commit("g1");
        known.refresh();
        store.unavailable(true);
        clock.advance(Duration.ofMinutes(10));

        assertThatThrownBy(known::refresh).isInstanceOf(StoreUnavailableException.class);

        assertThat(groups()).containsExactly("g1");
        assertThat(age()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void prefersWhatTheLeaderSawAsLongAsNobodyHasCommittedSince() {
        commit("g1");
        known.refresh();
        ClusterView seen = seen(store.load());

        known.led(seen, clock.instant());
        clock.advance(Duration.ofSeconds(5));
        known.refresh();

        assertThat(known.get().orElseThrow().view()).isSameAs(seen);
        assertThat(age()).as("nobody has looked at the nodes since").isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void letsGoOfWhatTheLeaderSawOnceSomebodyElseHasCommitted() {
        commit("g1");
        known.led(seen(store.load()), clock.instant());
        commit("g2");

        known.refresh();

        assertThat(groups()).containsExactly("g1", "g2");
    }

    @Test
    void isNotMisledByALeaderThatWasReplaced() {
        commit("g1");
        ClusterView seen = seen(store.load());
        commit("g2");
        known.refresh();

        known.led(seen, clock.instant());

        assertThat(groups()).containsExactly("g1", "g2");
    }

    @Test
    void showsWhoIsAnnouncedAndThatNobodyAsksThem() {
        commit("g1");
        known.refresh();
        assertThat(known.get().orElseThrow().view().nodes()).isEmpty();

        Node node = new Node(NodeId.of("n1"), "one", "10.0.0.1", "http://10.0.0.1:8500", NodeFacts.UNKNOWN, "");
        known.announced(new DirectoryView(List.of(node), true));

        assertThat(known.get().orElseThrow().view().nodes()).singleElement().satisfies(shown -> {
            assertThat(shown.node()).isEqualTo(node);
            assertThat(shown.state()).isEqualTo(NodeState.PENDING);
            assertThat(shown.stateReason()).isEqualTo("not asked: nobody leads");
        });
    }

    @Test
    void tellsThatSomebodyWantsIt() {
        int[] wanted = {0};
        known.onWanted(() -> wanted[0]++);

        assertThat(known.get()).isEmpty();

        assertThat(wanted[0]).isEqualTo(1);
    }

    private static ClusterView seen(StoredState state) {
        return CommittedView.of(state, new DirectoryView(List.of(), false));
    }

    private List<String> groups() {
        return known.get().orElseThrow().view().groups().stream()
                .map(group -> group.id().value())
                .toList();
    }

    private Duration age() {
        return known.get().orElseThrow().age();
    }

    private void commit(String group) {
        commit(store, group);
    }

    static void commit(StateStore store, String group) {
        Head head = store.head();
        Head next = head.next("commit-" + group);
        Group written = new Group(GroupId.of(group), group, true, false, List.of(), "", "");
        assertThat(store.commit(new Commit(head, next, List.of(Write.put(written)))))
                .isTrue();
    }
}
