package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.Platform;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.core.spi.DirectoryView;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.http.v2.Membership;
import io.humpback.server.http.v2.NodeJoins.Answer;
import io.humpback.server.http.v2.NodeJoins.Joined;
import io.humpback.server.http.v2.NodeJoins.Reason;
import io.humpback.server.http.v2.NodeJoins.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JoinDeskTest {
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";
    private static final NodeRecord ORIGINAL = new NodeRecord(
            "ENGINE-1",
            "n1",
            "10.0.0.1",
            "10.0.0.1:8500",
            2,
            1 << 30,
            "",
            "",
            "x86_64",
            "Debian",
            "linux",
            List.of(),
            "0.1",
            "20.10");

    private Instant now = Instant.parse("2024-05-01T00:00:00Z");
    private final JoinedNodeDirectory directory = new JoinedNodeDirectory(() -> now);
    private final List<NodeView> known = new ArrayList<>();
    private final JoinDesk desk = new JoinDesk(directory, TOKEN, Duration.ofSeconds(8), () -> known, () -> "cluster-1");

    private static NodeRecord record(long stamp) {
        return signed(KEY, ORIGINAL.asOurs("start-1", null, false, stamp));
    }

    private static NodeRecord signed(String key, NodeRecord record) {
        return RecordSignature.sign(key, record, TOKEN);
    }

    private static NodeRecord moved(NodeRecord record, String address, String instance, long stamp) {
        return signed(
                KEY,
                new NodeRecord(
                                record.id(),
                                record.name(),
                                address,
                                address + ":8500",
                                2,
                                1,
                                "",
                                "",
                                "",
                                "",
                                "",
                                List.of(),
                                "",
                                "")
                        .asOurs(instance, null, false, stamp));
    }

    private Answer join(String key, NodeRecord record, Duration ttl) {
        return desk.join(key, record, ttl, Membership.BY_TOKEN);
    }

    private Reason refused(Answer answer) {
        assertThat(answer).isInstanceOf(Refused.class);
        return ((Refused) answer).reason();
    }

    private List<String> announced() {
        List<DirectoryView> told = new ArrayList<>();
        directory.watch(told::add).close();
        return told.get(0).nodes().stream().map(Node::endpoint).toList();
    }

    private static NodeView view(String endpoint, NodeState state, String engineId) {
        NodeFacts facts = new NodeFacts(engineId, "h", 2, 1, new Platform("linux", "x"), "", "", "", "", Map.of());
        Node node = new Node(NodeId.of(endpoint), "local", "127.0.0.1", endpoint, facts, "");
        return new NodeView(node, state, NodeStatus.fresh(node), "");
    }

    @Test
    void announcesWhoIsSigned() {
        assertThat(join(KEY, record(1), TTL)).isEqualTo(new Joined(TTL, Duration.ofSeconds(8), "cluster-1"));

        assertThat(announced()).containsExactly("http://10.0.0.1:8500");
    }

    @Test
    void asksForThreeHeartbeatsInALease() {
        assertThat(join(KEY, record(1), Duration.ofSeconds(6)))
                .isEqualTo(new Joined(Duration.ofSeconds(6), Duration.ofSeconds(2), "cluster-1"));
    }

    @Test
    @DisplayName("A10: a record that was forged is refused")
    void a10_refusesAForgedRecord() {
        NodeRecord genuine = record(1);
        NodeRecord other = RecordSignature.sign(
                KEY, ORIGINAL.asOurs("start-1", null, false, 1), new ClusterToken("another-clusters-token"));

        assertThat(refused(join(KEY, ORIGINAL.asOurs("start-1", null, false, 1), TTL)))
                .isEqualTo(Reason.FORGED_RECORD);
        assertThat(refused(join(KEY, other, TTL))).isEqualTo(Reason.FORGED_RECORD);
        assertThat(refused(join("another-key", genuine, TTL))).isEqualTo(Reason.FORGED_RECORD);
        assertThat(announced()).isEmpty();
    }

    @Test
    @DisplayName("A10: a record that was seen before is refused, so an old address cannot come back")
    void a10_refusesAReplayedRecord() {
        NodeRecord old = record(1);
        join(KEY, old, TTL);
        join(KEY, moved(ORIGINAL, "10.0.0.2", "start-1", 2), TTL);

        Answer answer = join(KEY, old, TTL);

        assertThat(refused(answer)).isEqualTo(Reason.STALE_RECORD);
        assertThat(((Refused) answer).newestStamp()).isEqualTo(2);
        assertThat(announced()).containsExactly("http://10.0.0.2:8500");
    }

    @Test
    @DisplayName("A10: a record replayed does not keep a dead agent announced")
    void a10_aReplayRenewsNoLease() {
        NodeRecord last = record(5);
        join(KEY, last, TTL);

        for (int second = 0; second < 30; second++) {
            now = now.plusSeconds(1);
            join(KEY, last, TTL);
            directory.expire(now);
        }

        assertThat(announced()).isEmpty();
    }

    @Test
    @DisplayName("A10: an announcement that somebody deleted is back with the next heartbeat")
    void a10_comesBackAfterADeletion() {
        join(KEY, record(1), TTL);
        desk.leave(KEY, "start-1");
        assertThat(announced()).isEmpty();

        join(KEY, record(2), TTL);

        assertThat(announced()).hasSize(1);
    }

    @Test
    @DisplayName("clock skew of an hour in either direction -> nothing is compared with the center's clock")
    void toleratesAnyClockOfAnAgent() {
        long center = now.toEpochMilli();

        assertThat(join(KEY, record(center - 3_600_000), TTL)).isInstanceOf(Joined.class);
        assertThat(join(KEY, record(center + 3_600_000), TTL)).isInstanceOf(Joined.class);
        assertThat(refused(join(KEY, record(center), TTL))).isEqualTo(Reason.STALE_RECORD);
        assertThat(join(KEY, record(center + 3_600_001), TTL)).isInstanceOf(Joined.class);
    }

    @Test
    @DisplayName("N10: the same key elsewhere, the same address under another key -> refused, the first unaffected")
    void n10_refusesTheSecond() {
        join(KEY, record(1), TTL);

        assertThat(refused(join(KEY, moved(ORIGINAL, "10.0.0.9", "start-2", 2), TTL)))
                .isEqualTo(Reason.KEY_HELD);
        assertThat(refused(join("another-key", signed("another-key", ORIGINAL.asOurs("start-9", null, false, 1)), TTL)))
                .isEqualTo(Reason.ADDRESS_HELD);

        assertThat(announced()).containsExactly("http://10.0.0.1:8500");
        assertThat(join(KEY, record(3), TTL)).isInstanceOf(Joined.class);
    }

    @Test
    @DisplayName("N10: an engine that configuration names -> its agent is refused, and loses its lease")
    void n10_refusesTheAgentOfAConfiguredEngine() {
        join(KEY, record(1), TTL);
        known.add(view("unix:///var/run/docker.sock", NodeState.HEALTHY, "ENGINE-1"));

        assertThat(refused(join(KEY, record(2), TTL))).isEqualTo(Reason.ENGINE_HELD);

        assertThat(announced()).isEmpty();
    }

    @Test
    @DisplayName("N10: agents that share an engine's id are cloned machines -> both join")
    void n10_letsClonedMachinesJoin() {
        known.add(view("http://10.0.0.7:8500", NodeState.HEALTHY, "ENGINE-1"));

        assertThat(join(KEY, record(1), TTL)).isInstanceOf(Joined.class);
    }

    @Test
    void letsAgentsWaitUntilTheConfiguredEnginesWereAsked() {
        known.add(view("unix:///var/run/docker.sock", NodeState.PENDING, ""));
        assertThat(refused(join(KEY, record(1), TTL))).isEqualTo(Reason.NOT_READY);

        known.set(0, view("unix:///var/run/docker.sock", NodeState.HEALTHY, "ENGINE-2"));
        assertThat(join(KEY, record(2), TTL)).isInstanceOf(Joined.class);
    }

    /** Else one configured engine that never answers would end the leases of all agents. */
    @Test
    void renewsWhoWasLetInWhileAConfiguredEngineIsNotKnownYet() {
        join(KEY, record(1), TTL);
        known.add(view("tcp://10.0.0.8:2375", NodeState.PENDING, ""));

        assertThat(join(KEY, record(2), TTL)).isInstanceOf(Joined.class);
        assertThat(refused(join("another-key", signed("another-key", ORIGINAL.asOurs("start-9", null, false, 1)), TTL)))
                .as("somebody new")
                .isEqualTo(Reason.NOT_READY);
    }

    @Test
    @DisplayName(
            "N10: an agent let in before the configured engine was known to be its own -> refused, loses its lease")
    void n10_refusesTheAgentOfAnEngineThatIsKnownLater() {
        join(KEY, record(1), TTL);
        known.add(view("tcp://10.0.0.8:2375", NodeState.PENDING, ""));
        join(KEY, record(2), TTL);
        known.set(0, view("tcp://10.0.0.8:2375", NodeState.HEALTHY, "ENGINE-1"));

        assertThat(refused(join(KEY, record(3), TTL))).isEqualTo(Reason.ENGINE_HELD);

        assertThat(announced()).isEmpty();
    }

    @Test
    @DisplayName("N10: an engine that is held stays so while another one is not known yet")
    void n10_refusesTheSecondBehindOneThatIsNotKnownYet() {
        join(KEY, record(1), TTL);
        known.add(view("tcp://10.0.0.8:2375", NodeState.PENDING, ""));
        known.add(view("unix:///var/run/docker.sock", NodeState.HEALTHY, "ENGINE-1"));

        assertThat(refused(join(KEY, record(2), TTL))).isEqualTo(Reason.ENGINE_HELD);
    }

    /** The key's host may have got an engine that configuration names as well. */
    @Test
    void letsAnAgentWaitWhoseEngineIsAnotherThanBefore() {
        join(KEY, moved(ORIGINAL, "10.0.0.1", "start-1", 1), TTL);
        known.add(view("tcp://10.0.0.8:2375", NodeState.PENDING, ""));
        NodeRecord other = new NodeRecord(
                "ENGINE-2", "n1", "10.0.0.1", "10.0.0.1:8500", 2, 1, "", "", "", "", "", List.of(), "", "");

        Answer answer = join(KEY, signed(KEY, other.asOurs("start-1", null, false, 2)), TTL);

        assertThat(refused(answer)).isEqualTo(Reason.NOT_READY);
    }

    @Test
    void n13_refusesARecordThatMakesNoSense() {
        Answer wildcard = join(KEY, moved(ORIGINAL, "0.0.0.0", "s", 1), TTL);

        assertThat(refused(wildcard)).isEqualTo(Reason.INVALID_RECORD);
        assertThat(((Refused) wildcard).detail()).startsWith("ip: \"0.0.0.0\" (expected: ");
        assertThat(refused(join(KEY, ORIGINAL, TTL))).as("an original one").isEqualTo(Reason.INVALID_RECORD);
        assertThat(refused(join("a/b", record(1), TTL))).isEqualTo(Reason.INVALID_RECORD);
        assertThat(announced()).isEmpty();
    }

    @Test
    void letsGoOfNobodyUnderAKeyThatMakesNoSense() {
        assertThatNoException().isThrownBy(() -> desk.leave("a b", "s"));
    }
}
