package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordPolicy;
import io.humpback.discovery.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What faults of the network between a center and the server do. */
class NetworkFaultsTest {
    /** Of the center's session; the server's shortest is 1 s. */
    private static final Duration TTL = Duration.ofSeconds(12);

    @TempDir
    static Path directory;

    private static ServerProcess server;

    private final String name = Clusters.newName();
    private FaultProxy proxy;
    private ZooKeeperConnection connection;
    private ZooKeeperConnection others;
    private ZooKeeperKeyValueStore store;
    private NodesWatch nodes;
    private TestingViews views;

    @BeforeAll
    static void startServer() throws Exception {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() throws Exception {
        proxy = FaultProxy.tcp(server.address());
        connection = Clusters.connect(proxy.port(), name, TTL, Clusters.CLOCK);
        others = Clusters.connect(server.port(), name, Duration.ofMinutes(5), Clusters.CLOCK);
        store = new ZooKeeperKeyValueStore(connection);
        nodes = NodesWatch.start(connection, RecordPolicy.OPEN);
        views = new TestingViews(nodes);
        announce("a");
        views.awaitNodes("a");
        assertThat(store.transact(transaction(null, "h1"))).isTrue();
    }

    @AfterEach
    void disconnect() throws Exception {
        nodes.close();
        connection.close();
        others.close();
        proxy.close();
    }

    private static Transaction transaction(String expected, String next) {
        return new Transaction(expected, next, new TreeMap<>(Map.of("state/a/1", next)), new TreeSet<>());
    }

    private void announce(String key) throws Exception {
        byte[] value = RecordCodec.encode(key, TestingAgent.record(key));
        String folder = others.settings().nodes();
        Deadline deadline = Deadline.in(TestingViews.LIMIT);
        Op create = Op.create(folder + "/" + key, value, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        Folders.writeBelow(others.session(deadline), others.settings(), folder, create, deadline);
    }

    private void remove(String key) throws Exception {
        Deadline deadline = Deadline.in(TestingViews.LIMIT);
        deadline.await(others.session(deadline)
                .write(List.of(Op.delete(others.settings().nodes() + "/" + key, -1))));
    }

    @Test
    @DisplayName("B5: changes that nobody told of during a break -> the view is right after it")
    void b5_lostEvents() throws Exception {
        proxy.refuse();
        views.awaitOutage();
        announce("b");
        announce("c");
        remove("a");
        remove("c");
        assertThat(TestingViews.names(views.last())).containsExactly("a");

        proxy.heal();

        views.awaitNodes("b");
    }

    @Test
    @DisplayName("B5: the same change told over and over, in short breaks -> each view is whole")
    void b5_repeatedEvents() throws Exception {
        for (int i = 0; i < 5; i++) {
            remove("a");
            announce("a");
            proxy.cut();
            announce("b" + i);
        }

        views.awaitNodes("a", "b0", "b1", "b2", "b3", "b4");
    }

    @Test
    @DisplayName("B7: 2 s for each call -> no outage, no node lost, the lead stays, writes are done")
    void b7_slowNetwork() {
        try (LeaderElection election = ZooKeeperElection.join(connection, "http://c:8589", Clusters.CLOCK);
                TestingAgent agent = new TestingAgent(Clusters.agent(proxy.port(), name, TTL), "b", TTL)) {
            assertThat(agent).isNotNull();
            views.awaitNodes("a", "b");
            await().atMost(TestingViews.LIMIT).until(() -> election.leadership().leader());
            List<Leadership> changes = new CopyOnWriteArrayList<>();
            election.onChange(() -> changes.add(election.leadership()));
            int before = views.told().size();
            Instant end = Clusters.CLOCK.instant().plus(TTL);

            proxy.delay(Duration.ofMillis(500)); // each way, and as long again behind what was said just before

            assertThat(store.transact(transaction("h1", "h2"))).isTrue();
            assertThat(store.get(KeyValueStore.HEAD)).isEqualTo("h2");
            assertThat(store.snapshot(List.of("state/a/")).entries()).hasSize(1);
            await().atMost(TestingViews.LIMIT)
                    .until(() -> Clusters.CLOCK.instant().isAfter(end));
            assertThat(changes).isEmpty();
            assertThat(views.told()).hasSize(before);
            proxy.heal();
        }
    }

    @Test
    void saysOfATransactionWithoutAnswerThatItsOutcomeIsUnknown() throws Exception {
        proxy.halfOpen();

        assertThatThrownBy(() -> store.transact(transaction("h1", "h2"))).isInstanceOf(KeyValueException.class);
        proxy.heal();

        await().atMost(TestingViews.LIMIT).ignoreExceptions().until(() -> store.get(KeyValueStore.HEAD) != null);
    }

    @Test
    void knowsThatNothingWasSentWithoutAConnection() throws Exception {
        proxy.refuse();
        await().atMost(TestingViews.LIMIT).until(() -> !connection.isConnected());

        assertThatThrownBy(() -> store.transact(transaction("h1", "h2")))
                .isInstanceOfSatisfying(
                        KeyValueException.class,
                        e -> assertThat(e.isOutcomeUnknown()).isFalse());
    }
}
