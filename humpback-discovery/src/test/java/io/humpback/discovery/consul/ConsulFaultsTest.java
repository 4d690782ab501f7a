package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.HumpbackException;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.discovery.RecordPolicy;
import io.humpback.discovery.UnreadableStateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConsulFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TTL = Duration.ofSeconds(2);

    private final TestingConsul consul = TestingConsul.quick();
    private final ConsulServer server = new ConsulServer(consul.port(), ConsulKind.QUICK, consul::close);
    private final InstantSource clock = steadyClock();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<DirectoryView> views = new CopyOnWriteArrayList<>();
    private int commits;

    private static InstantSource steadyClock() {
        long begun = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - begun);
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        consul.close();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private ConsulBackend backend(Integer... ports) {
        List<Integer> ways = ports.length == 0 ? List.of(consul.port()) : List.of(ports);
        return opened(server.open(server.uri(ways, "?ttl=2s"), RecordPolicy.OPEN, clock));
    }

    private Announcements agent() {
        return opened(ConsulAnnouncements.open(
                server.uri(), new AnnouncementSettings(ConsulServer.CLUSTER, TTL), server.times()));
    }

    private static NodeRecord record(String name) {
        String address = "10.1.0." + name.charAt(0) % 100;
        return new NodeRecord(
                        "engine-" + name,
                        name,
                        address,
                        address + ":8500",
                        4,
                        8L << 30,
                        "overlay2",
                        "6.1",
                        "x86_64",
                        "Debian",
                        "linux",
                        List.of(),
                        "1.3.7",
                        "20.10.24")
                .asOurs("i-" + name, "", false, 1);
    }

    private static ConditionFactory eventually() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }

    private void watch(ConsulBackend backend) {
        backend.directory().watch(views::add);
    }

    private DirectoryView view() {
        return views.get(views.size() - 1);
    }

    private void awaitNodes(String... keys) {
        NodeId[] ids = List.of(keys).stream().map(NodeId::of).toArray(NodeId[]::new);
        eventually().untilAsserted(() -> {
            assertThat(views).isNotEmpty();
            assertThat(view().isHealthy()).isTrue();
            assertThat(view().nodes()).extracting(Node::id).containsExactly(ids);
        });
    }

    private Head commit(StateStore store, Head head) {
        Head next = head.next("commit-" + ++commits);
        assertThat(store.commit(new Commit(head, next, List.of()))).isTrue();
        return next;
    }

    private void awaitLead(LeaderElection election, boolean leads) {
        eventually().until(() -> election.leadership().leader() == leads);
    }

    @Test
    @DisplayName("B1: gone for long -> nodes stay, writes refused without effect, well again by itself")
    void b1_keepsWhatIsKnownWhileItIsGone() {
        ConsulBackend backend = backend();
        StateStore store = backend.stateStore();
        Announcements agent = agent();
        agent.announce("a", record("a"));
        watch(backend);
        awaitNodes("a");
        Head head = commit(store, Head.NONE);

        consul.kill();
        eventually().until(() -> !view().isHealthy());
        assertThat(view().nodes()).hasSize(1);
        assertThatThrownBy(() -> store.commit(new Commit(head, head.next("lost"), List.of())))
                .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> agent.announce("a", record("a")))
                .isInstanceOfSatisfying(
                        NotAnnouncedException.class,
                        e -> assertThat(e.kind()).isEqualTo(NotAnnouncedException.Kind.UNAVAILABLE));
        consul.restart();

        awaitNodes("a");
        assertThat(commit(store, head)).isEqualTo(store.head());
        assertThat(views)
                .allSatisfy(each -> assertThat(each.nodes().isEmpty() && views.indexOf(each) > 1)
                        .isFalse());
    }

    @Test
    @DisplayName("B2: one of three hosts is silent -> writes go on by way of another")
    void b2_goesOnByWayOfAnotherHost() throws Exception {
        FaultProxy first = opened(FaultProxy.tcp(consul.address()));
        FaultProxy second = opened(FaultProxy.tcp(consul.address()));
        ConsulBackend backend = backend(first.port(), second.port(), consul.port());
        StateStore store = backend.stateStore();
        LeaderElection election = backend.election("here");
        awaitLead(election, true);
        Head head = commit(store, Head.NONE);

        first.silence();
        head = commit(store, head);
        second.refuse();
        head = commit(store, head);

        assertThat(store.head()).isEqualTo(head);
        awaitLead(election, true);
    }

    @Test
    @DisplayName("B2: no leader among the servers -> nothing done, then it goes on")
    void b2_waitsForALeaderAmongTheServers() {
        ConsulBackend backend = backend();
        StateStore store = backend.stateStore();
        Head head = commit(store, Head.NONE);
        watch(backend);
        awaitNodes();

        consul.allGet = new TestingConsul.Injected(500, "No cluster leader");
        assertThatThrownBy(() -> store.commit(new Commit(head, head.next("lost"), List.of())))
                .isInstanceOf(StoreUnavailableException.class);
        eventually().until(() -> !view().isHealthy());
        consul.allGet = null;

        commit(store, head);
        awaitNodes();
    }

    @Test
    @DisplayName("B3: frozen for longer than the TTL -> an outage before the nodes are gone, and no leader meanwhile")
    void b3_tellsOfAnOutageBeforeTheNodesGo() {
        ConsulBackend backend = backend();
        Announcements agent = agent();
        agent.announce("a", record("a"));
        watch(backend);
        awaitNodes("a");
        LeaderElection election = backend.election("here");
        awaitLead(election, true);

        consul.freeze();
        eventually().until(() -> !view().isHealthy());
        assertThat(view().nodes()).hasSize(1);
        awaitLead(election, false);
        consul.thaw();
        awaitNodes();

        agent.announce("a", record("a"));
        awaitNodes("a");
        awaitLead(election, true);
    }

    @Test
    @DisplayName("B4: wiped -> agents and leader stand there again")
    void b4_agentsAndLeaderReturnAfterAWipe() {
        ConsulBackend backend = backend();
        Announcements agent = agent();
        agent.announce("a", record("a"));
        watch(backend);
        awaitNodes("a");
        LeaderElection election = backend.election("here");
        awaitLead(election, true);

        consul.kill();
        consul.restart(DoubleState.empty());
        agent.announce("a", record("a"));

        awaitNodes("a");
        eventually().until(() -> server.api().get(server.leader()) != null);
        awaitLead(election, true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("B4: wiped or restored -> the state is neither read nor written")
    void b4_refusesAStateThatIsGoneOrOlder(boolean wiped) {
        StateStore store = backend().stateStore();
        Head first = commit(store, Head.NONE);
        DoubleState.Copy older = wiped ? DoubleState.empty() : consul.state.copy();
        Head second = commit(store, first);

        consul.kill();
        consul.restart(older);

        assertThatThrownBy(() -> store.commit(new Commit(second, second.next("late"), List.of())))
                .isInstanceOf(HumpbackException.class);
        assertThatThrownBy(store::load)
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("it went back");
        assertThat(consul.state.copy().pairs()).isEqualTo(older.pairs());
    }

    @Test
    @DisplayName("B5: the index goes back -> later changes are seen")
    void b5_seesChangesAfterTheIndexWentBack() {
        ConsulBackend backend = backend();
        DoubleState.Copy older = consul.state.copy();
        watch(backend);
        Announcements a = agent();
        a.announce("a", record("a"));
        awaitNodes("a");

        consul.state.restore(older);
        agent().announce("b", record("b"));

        awaitNodes("b");
    }

    @Test
    @DisplayName("B5: repeated answers -> the same view, told once")
    void b5_tellsRepeatedAnswersOnce() {
        ConsulBackend backend = backend();
        watch(backend);
        agent().announce("a", record("a"));
        awaitNodes("a");
        int told = views.size();

        consul.saysIndex = 1; // as if everything were always new
        int asked = consul.requests.size();
        eventually().until(() -> consul.requests.size() > asked + 5);

        assertThat(views).hasSize(told);
    }

    @Test
    @DisplayName("B6: session invalidated -> registered again by the next heartbeat")
    void b6_registersAgainAfterItsSessionEnded() {
        Announcements agent = agent();
        agent.announce("a", record("a"));
        watch(backend());
        awaitNodes("a");

        consul.state.sessions().forEach(session -> consul.state.destroy(session.id()));
        awaitNodes();
        agent.announce("a", record("a"));

        awaitNodes("a");
    }

    @Test
    @DisplayName("B6: session ended and another agent has the key -> that one keeps it")
    void b6_leavesAnotherAgentsKeyAlone() {
        Announcements agent = agent();
        agent.announce("a", record("a"));
        consul.state.sessions().forEach(session -> consul.state.destroy(session.id()));
        agent().announce("a", record("clone"));
        KvPair stored = server.api().get(server.node("a"));

        assertThatThrownBy(() -> agent.announce("a", record("a")))
                .isInstanceOfSatisfying(
                        NotAnnouncedException.class,
                        e -> assertThat(e.kind()).isEqualTo(NotAnnouncedException.Kind.REFUSED));
        agent.withdraw("a", "i-a");

        assertThat(server.api().get(server.node("a"))).isEqualTo(stored);
    }

    @Test
    @DisplayName("B6: the leader's session destroyed by hand -> it leads no more, and later again")
    void b6_theLeaderNoticesThatItsSessionIsGone() {
        LeaderElection election = backend().election("here");
        awaitLead(election, true);
        List<Boolean> told = new CopyOnWriteArrayList<>();
        election.onChange(() -> told.add(election.leadership().leader()));

        consul.state.sessions().forEach(session -> consul.state.destroy(session.id()));

        eventually().untilAsserted(() -> assertThat(told).containsExactly(false, true));
    }

    @Test
    @DisplayName("B7: every call is slow -> no false death, no change of leader")
    void b7_outlivesSlowCalls() {
        ConsulBackend backend = backend();
        Announcements agent = agent();
        agent.announce("a", record("a"));
        watch(backend);
        awaitNodes("a");
        LeaderElection election = backend.election("here");
        awaitLead(election, true);
        List<Boolean> told = new CopyOnWriteArrayList<>();
        election.onChange(() -> told.add(election.leadership().leader()));

        consul.delay = Duration.ofMillis(130); // of a TTL of 2 s, as 2 s are of 30 s
        Instant end = clock.instant().plus(TTL.multipliedBy(3));
        eventually().until(() -> {
            agent.announce("a", record("a"));
            return clock.instant().isAfter(end);
        });

        assertThat(views).allSatisfy(each -> assertThat(each.nodes()).hasSize(1));
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500, no space left on device", "413, Request body too large", "503, rate limit exceeded"})
    @DisplayName("B8: writes are refused -> reported, without effect; reads go on; then it goes on")
    void b8_reportsRefusedWrites(int status, String reason) {
        StateStore store = backend().stateStore();
        Head head = commit(store, Head.NONE);

        consul.writesGet = new TestingConsul.Injected(status, reason);
        assertThatThrownBy(() -> store.commit(new Commit(head, head.next("lost"), List.of())))
                .isInstanceOfAny(StoreUnavailableException.class, StoreOutcomeUnknownException.class)
                .isInstanceOf(HumpbackException.class)
                .hasStackTraceContaining(reason);
        assertThat(store.head()).isEqualTo(head);
        consul.writesGet = null;

        assertThat(commit(store, head)).isEqualTo(store.head());
    }

    @Test
    @DisplayName("B8: an answer is lost -> the commit is found by its id")
    void b8_findsOutWhatBecameOfACommit() throws Exception {
        FaultProxy proxy = opened(FaultProxy.tcp(consul.address()));
        StateStore store = backend(proxy.port(), consul.port()).stateStore();
        Head head = commit(store, Head.NONE);

        proxy.swallowAnswers();

        assertThat(commit(store, head)).isEqualTo(store.head());
        assertThat(store.head().sequence()).isEqualTo(2);
    }
}
