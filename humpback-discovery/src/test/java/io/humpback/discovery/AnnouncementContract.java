package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.contract.AnnouncedNode;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What announcing and the directory of every backend in which agents announce themselves must do, together. */
public abstract class AnnouncementContract extends NodeDirectoryContract {
    /** What the cluster's agents sign with. */
    protected static final ClusterToken TOKEN = new ClusterToken("token-of-the-tests");

    /** How long a test waits for what must come at some time. */
    protected static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<String, Announcements> agents = new TreeMap<>();
    private final Set<String> announced = new HashSet<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile DirectoryView view = new DirectoryView(List.of(), false, "none yet");

    /** Returns the directory of the cluster, without nodes at first, that believes what {@code policy} says. */
    protected abstract NodeDirectory open(RecordPolicy policy);

    /** Returns a new agent's way into the same cluster, with a connection of its own. */
    protected abstract Announcements agent(Duration ttl);

    /** Ends an agent's connection as a killed process does, without a word to the backend. */
    protected abstract void kill(Announcements agent);

    /** Puts {@code value} where the record of {@code agentKey} stands, as anybody with access to the backend can. */
    protected abstract void write(String agentKey, byte[] value) throws Exception;

    /** Deletes the record of {@code agentKey}, as anybody with access to the backend can. */
    protected abstract void erase(String agentKey) throws Exception;

    /** Returns what stands there for {@code agentKey}. */
    protected abstract byte[] read(String agentKey) throws Exception;

    /** Returns the shortest TTL that the backend takes. */
    protected Duration shortTtl() {
        return Duration.ofSeconds(2);
    }

    @Override
    protected NodeDirectory open() {
        return open(new RecordPolicy(TOKEN, false));
    }

    @Override
    protected boolean isLeased() {
        return true;
    }

    @Override
    protected Node node(String name) {
        return AnnouncedNode.of(name, record(name, "i", name, 8500));
    }

    @Override
    protected Node renamed(String name) {
        return AnnouncedNode.of(name, record(name, "i", "renamed", 8500));
    }

    @Override
    protected void announce(List<Node> nodes) {
        Set<String> gone = new HashSet<>(announced);
        for (Node node : nodes) {
            String key = node.id().value();
            gone.remove(key);
            announced.add(key);
            agents.computeIfAbsent(key, any -> agent(LIMIT.multipliedBy(2)))
                    .announce(key, record(key, "i", node.name(), 8500));
        }
        for (String key : gone) {
            announced.remove(key);
            agents.get(key).withdraw(key, "i");
        }
    }

    /** Returns the signed record of an agent of ours. */
    protected static NodeRecord record(String key, String instance, String name, int port) {
        return signed(key, original(name, port).asOurs(instance, "z1", false, 1));
    }

    /** Returns what an original agent on a host of this name announces. */
    public static NodeRecord original(String name, int port) {
        int host = name.hashCode();
        String address = "10.1." + (host >> 8 & 255) + "." + (host & 255);
        return new NodeRecord(
                "engine-" + name,
                name,
                address,
                address + ":" + port,
                4,
                8L << 30,
                "overlay2",
                "6.1",
                "x86_64",
                "Debian",
                "linux",
                List.of("disk=ssd"),
                "1.3.7",
                "20.10.24");
    }

    private static NodeRecord signed(String key, NodeRecord record) {
        return RecordSignature.sign(key, record, TOKEN);
    }

    @BeforeEach
    void watchDirectory() {
        directory.watch(told -> view = told);
    }

    @AfterEach
    void closeAgents() throws Exception {
        agents.values().forEach(Announcements::close);
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    private Announcements opened(Duration ttl) {
        Announcements agent = agent(ttl);
        opened.add(agent);
        return agent;
    }

    /** Waits until exactly these agents' nodes are known, in this order. */
    protected final void awaitNodes(String... keys) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(view.nodes()).extracting(Node::id).containsExactly(ids(keys)));
    }

    private static NodeId[] ids(String... keys) {
        return List.of(keys).stream().map(NodeId::of).toArray(NodeId[]::new);
    }

    /** Returns the newest view that was told. */
    protected final DirectoryView view() {
        return view;
    }

    private void awaitRefused(String key, String reason) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(view.refused()).anySatisfy(refused -> {
                    assertThat(refused.key()).isEqualTo(key);
                    assertThat(refused.reason()).contains(reason);
                }));
    }

    @Test
    void writesTheContractsRecord() throws Exception {
        NodeRecord record = record("a", "i", "a", 8500);
        opened(LIMIT).announce("a", record);

        String stored = new String(read("a"), StandardCharsets.UTF_8);

        assertThat(stored).startsWith("{\"key\":\"a\",\"data\":\"").endsWith("\"}\n");
        assertThat(RecordCodec.decode("a", read("a"))).isEqualTo(record);
    }

    @Test
    void appliesAnotherAddressAndOtherLabels() {
        Announcements agent = opened(LIMIT);
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");

        NodeRecord moved = signed("a", original("elsewhere", 8501).asOurs("i", "z2", false, 2));
        agent.announce("a", moved);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(view.nodes()).containsExactly(AnnouncedNode.of("a", moved)));
    }

    @Test
    void tellsAtOnceOfANodeThatLeaves() {
        Announcements agent = opened(LIMIT.multipliedBy(2));
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");

        agent.withdraw("a", "i");

        awaitNodes(); // within half a TTL: not by the end of its lease
    }

    @Test
    void endsTheAnnouncementOfAKilledAgent() {
        Announcements agent = opened(shortTtl());
        agent.announce("a", record("a", "i", "a", 8500));
        opened(LIMIT).announce("b", record("b", "i", "b", 8500));
        awaitNodes("a", "b");

        kill(agent);

        awaitNodes("b");
    }

    @Test
    void keepsANodeThatGoesOnAnnouncingItself() {
        Announcements agent = opened(shortTtl());
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");
        List<DirectoryView> told = new ArrayList<>();
        directory.watch(told::add);
        long end = System.nanoTime() + shortTtl().multipliedBy(2).toNanos();

        await().atMost(LIMIT).pollInterval(shortTtl().dividedBy(4)).until(() -> {
            agent.announce("a", record("a", "i", "a", 8500));
            return System.nanoTime() > end;
        });

        assertThat(told).allSatisfy(one -> assertThat(one.nodes()).hasSize(1));
    }

    @Test
    void standsThereAgainAfterItWasDeleted() throws Exception {
        Announcements agent = opened(LIMIT);
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");
        erase("a");
        awaitNodes();

        agent.announce("a", record("a", "i", "a", 8500));

        awaitNodes("a");
    }

    @Test
    void takesOverFromItselfAtTheSameAddress() {
        opened(LIMIT.multipliedBy(2)).announce("a", record("a", "before", "a", 8500));
        Announcements restarted = opened(LIMIT.multipliedBy(2));

        restarted.announce("a", record("a", "after", "a", 8500));
        awaitNodes("a");
        restarted.withdraw("a", "after");

        awaitNodes();
    }

    @Test
    void n10_anotherAgentWithTheSameKeyIsRefused() throws Exception {
        opened(LIMIT.multipliedBy(2)).announce("a", record("a", "first", "a", 8500));
        Announcements clone = opened(LIMIT.multipliedBy(2));

        assertThatThrownBy(() -> clone.announce("a", record("a", "second", "clone", 8500)))
                .isInstanceOf(NotAnnouncedException.class)
                .hasMessageContaining("cloned")
                .extracting(e -> ((NotAnnouncedException) e).kind())
                .isEqualTo(NotAnnouncedException.Kind.REFUSED);

        clone.withdraw("a", "second");
        assertThat(RecordCodec.decode("a", read("a")).instance()).isEqualTo("first");
    }

    @Test
    void admitsAnOriginalAgent() throws Exception {
        write("d9ffd834", RecordCodec.encode("d9ffd834", original("old", 8500)));

        awaitNodes("d9ffd834");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "{", "[]", "null", "{\"key\":\"bad\"}", "{\"key\":\"bad\",\"data\":\"e30K\"}"})
    void n13_aMalformedRecordIsReportedAndDisturbsNobody(String value) throws Exception {
        opened(LIMIT).announce("a", record("a", "i", "a", 8500));
        write("bad", value.getBytes(StandardCharsets.UTF_8));
        awaitRefused("bad", "");

        opened(LIMIT).announce("c", record("c", "i", "c", 8500));

        awaitNodes("a", "c");
    }

    @Test
    void n13_ahugeRecordIsReportedAndDisturbsNobody() throws Exception {
        opened(LIMIT).announce("a", record("a", "i", "a", 8500));

        write("huge", "x".repeat(RecordCodec.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8));

        awaitRefused("huge", "expected: at most 65536");
        awaitNodes("a");
    }

    @Test
    void n13_aRecordIsRefusedUntilItIsMended() throws Exception {
        write("m", "{".getBytes(StandardCharsets.UTF_8));
        awaitRefused("m", "not the JSON");
        write("m", new byte[0]);
        awaitRefused("m", "it is empty");
        assertThat(view.refused()).hasSize(1);

        opened(LIMIT).announce("m", record("m", "i", "m", 8500));

        awaitNodes("m");
        assertThat(view.refused()).isEmpty();
    }

    /** Which of the two is used is the loop's matter, which knows the first one: nobody loses its place here. */
    @Test
    void n10_twoAgentsAtOneAddressAreBothTold() {
        opened(LIMIT).announce("a", record("a", "i", "host", 8500));
        opened(LIMIT).announce("b", record("b", "i", "host", 8500));

        awaitNodes("a", "b");
        assertThat(view.nodes())
                .extracting(Node::endpoint)
                .containsOnly(view.nodes().get(0).endpoint());
    }

    @Test
    void a10_aForgedRecordIsRefused() throws Exception {
        NodeRecord forged = RecordSignature.sign(
                "f", original("f", 8500).asOurs("i", null, false, 1), new ClusterToken("another-cluster-token"));

        write("f", RecordCodec.encode("f", forged));

        awaitRefused("f", "not signed with this cluster's token");
    }

    @Test
    void a10_anOldRecordIsRefusedInThePlaceOfANewerOne() throws Exception {
        opened(LIMIT).announce("a", signed("a", original("new", 8500).asOurs("i2", null, false, 9)));
        awaitNodes("a");

        write("a", RecordCodec.encode("a", record("a", "i1", "old", 8500)));

        awaitRefused("a", "older than the newest");
    }
}
