package io.humpback.discovery;

import static io.humpback.discovery.JoinedNodeDirectory.Outcome.ACCEPTED;
import static io.humpback.discovery.JoinedNodeDirectory.Outcome.ADDRESS_HELD;
import static io.humpback.discovery.JoinedNodeDirectory.Outcome.FULL;
import static io.humpback.discovery.JoinedNodeDirectory.Outcome.KEY_HELD;
import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JoinedNodeDirectoryTest extends NodeDirectoryContract {
    private static final Duration TTL = Duration.ofSeconds(30);

    private Instant now = Instant.parse("2024-05-01T00:00:00Z");
    private final JoinedNodeDirectory joined = new JoinedNodeDirectory(() -> now);
    private final List<DirectoryView> told = new ArrayList<>();
    private final Set<Node> announced = new HashSet<>();

    @Override
    protected NodeDirectory open() {
        return joined;
    }

    @Override
    protected void announce(List<Node> nodes) {
        announced.stream()
                .filter(node -> nodes.stream().noneMatch(kept -> kept.id().equals(node.id())))
                .forEach(node -> joined.leave(node.id(), "start-1"));
        nodes.forEach(node -> joined.announce(node, "start-1", TTL));
        announced.addAll(nodes);
    }

    @Override
    protected boolean isLeased() {
        return true;
    }

    private static Node agent(String key, String endpoint) {
        return new Node(NodeId.of(key), "host-" + key, "10.0.0.1", endpoint, NodeFacts.UNKNOWN, "1");
    }

    private List<Node> nodes() {
        told.clear();
        joined.watch(told::add).close();
        return told.get(0).nodes();
    }

    /** The owner looks every second. */
    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            now = now.plusSeconds(1);
            joined.expire(now);
        }
    }

    @Test
    void keepsANodeAsLongAsItsLeaseLasts() {
        Node node = agent("a", "http://10.0.0.1:8500");
        joined.announce(node, "start-1", TTL);

        pass(TTL.minusSeconds(1));
        assertThat(nodes()).containsExactly(node);

        pass(Duration.ofSeconds(1));
        assertThat(nodes()).isEmpty();
    }

    @Test
    void keepsANodeThatIsAnnouncedAgainAndAgain() {
        Node node = agent("a", "http://10.0.0.1:8500");
        for (int i = 0; i < 100; i++) {
            joined.announce(node, "start-1", TTL);
            pass(Duration.ofSeconds(8));
        }

        assertThat(nodes()).containsExactly(node);
    }

    @Test
    void tellsNobodyOfARenewalThatChangesNothing() {
        Node node = agent("a", "http://10.0.0.1:8500");
        joined.announce(node, "start-1", TTL);
        joined.watch(told::add);

        joined.announce(node, "start-1", TTL);

        assertThat(told).hasSize(1);
    }

    @Test
    @DisplayName("N10: the same key at another address -> the second is refused, the first unaffected")
    void n10_refusesASecondAgentWithTheSameKey() {
        Node first = agent("a", "http://10.0.0.1:8500");
        joined.announce(first, "start-1", TTL);

        assertThat(joined.announce(agent("a", "http://10.0.0.2:8500"), "start-2", TTL))
                .isEqualTo(KEY_HELD);

        assertThat(nodes()).containsExactly(first);
        pass(TTL);
        assertThat(nodes()).as("the refused one did not renew it").isEmpty();
    }

    @Test
    @DisplayName("N10: the same address under another key -> the second is refused, the first unaffected")
    void n10_refusesASecondAgentAtTheSameAddress() {
        Node first = agent("a", "http://10.0.0.1:8500");
        joined.announce(first, "start-1", TTL);

        assertThat(joined.announce(agent("b", "http://10.0.0.1:8500"), "start-2", TTL))
                .isEqualTo(ADDRESS_HELD);
        assertThat(joined.announce(agent("b", "https://10.0.0.1:8500"), "start-2", TTL))
                .isEqualTo(ADDRESS_HELD);

        assertThat(nodes()).containsExactly(first);
    }

    @Test
    @DisplayName("N10: the refused one is let in when the first has gone")
    void n10_letsTheSecondInWhenTheFirstHasGone() {
        joined.announce(agent("a", "http://10.0.0.1:8500"), "start-1", TTL);
        pass(TTL.minusSeconds(1));
        now = now.plusSeconds(1);

        assertThat(joined.announce(agent("b", "http://10.0.0.1:8500"), "start-2", TTL))
                .isEqualTo(ACCEPTED);
        assertThat(nodes()).containsExactly(agent("b", "http://10.0.0.1:8500"));
    }

    @Test
    @DisplayName("N11: an address that changes is applied")
    void n11_followsAnAgentToAnotherAddress() {
        joined.announce(agent("a", "http://10.0.0.1:8500"), "start-1", TTL);
        Node moved = agent("a", "http://10.0.0.2:8500");

        assertThat(joined.announce(moved, "start-1", TTL)).isEqualTo(ACCEPTED);

        assertThat(nodes()).containsExactly(moved);
    }

    @Test
    void letsAnAgentTakeOverFromItselfAfterARestart() {
        Node node = agent("a", "http://10.0.0.1:8500");
        joined.announce(node, "start-1", TTL);

        assertThat(joined.announce(node, "start-2", TTL)).isEqualTo(ACCEPTED);

        assertThat(joined.leave(node.id(), "start-1"))
                .as("a late goodbye of the former start")
                .isFalse();
        assertThat(nodes()).containsExactly(node);
    }

    @Test
    void findsANodeAsLongAsItsLeaseLasts() {
        Node node = agent("a", "http://10.0.0.1:8500");
        assertThat(joined.find(node.id())).isEmpty();
        joined.announce(node, "start-1", TTL);
        assertThat(joined.find(node.id())).contains(node);

        pass(TTL);

        assertThat(joined.find(node.id())).isEmpty();
    }

    @Test
    void forgetsANodeThatLeaves() {
        Node node = agent("a", "http://10.0.0.1:8500");
        joined.announce(node, "start-1", TTL);

        assertThat(joined.leave(node.id(), "start-1")).isTrue();
        assertThat(joined.leave(node.id(), "start-1")).as("again").isTrue();

        assertThat(nodes()).isEmpty();
    }

    @Test
    @DisplayName("C9: the center's clock jumps by an hour -> no lease ends")
    void c9_outlivesJumpsOfTheClock() {
        Node node = agent("a", "http://10.0.0.1:8500");
        joined.announce(node, "start-1", TTL);

        now = now.plus(Duration.ofHours(1));
        joined.expire(now);
        assertThat(nodes()).containsExactly(node);

        now = now.minus(Duration.ofHours(2));
        joined.expire(now);
        assertThat(nodes()).containsExactly(node);

        pass(TTL);
        assertThat(nodes()).as("time goes on from there").isEmpty();
    }

    @Test
    void refusesWhatDoesNotFit() {
        for (int i = 0; i < JoinedNodeDirectory.MAX_NODES; i++) {
            joined.announce(agent("n" + i, "http://10.0.0.1:" + i), "s", TTL);
        }

        assertThat(joined.announce(agent("x", "http://10.0.0.2:1"), "s", TTL)).isEqualTo(FULL);
        assertThat(joined.announce(agent("n7", "http://10.0.0.1:7"), "s", TTL)).isEqualTo(ACCEPTED);
    }

    @Test
    void endsWithTheNewestViewWhenManyAnnounceAtOnce() throws Exception {
        joined.watch(told::add);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            Node node = agent("n" + i, "http://10.0.0.1:" + i);
            threads.execute(() -> joined.announce(node, "s", TTL));
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(told.get(told.size() - 1).nodes()).hasSize(200);
    }
}
