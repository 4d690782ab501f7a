package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.RecordPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Quotas;
import org.apache.zookeeper.StatsTrack;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use a cluster in ZooKeeper, and what is said to those who cannot. */
class AccessTest {
    private static final String OWNER = "user=humpback&password=s3cret";
    private static final Duration TTL = Duration.ofMinutes(1);

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private final String name = Clusters.newName();

    @BeforeAll
    static void startServer() throws Exception {
        server = new ServerProcess(directory).withProperty("zookeeper.enforceQuota", "true");
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static void commit(StateStore store, String id) {
        Head head = store.head();
        assertThat(store.commit(new Commit(head, head.next(id), List.of()))).isTrue();
    }

    @Test
    void keepsTheStateForItsUserAlone() {
        try (Backend owner = Clusters.open(server.port(), name, OWNER)) {
            commit(owner.stateStore(), "c1");
        }

        assertThatThrownBy(() -> Clusters.open(server.port(), name, ""))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("refuses this user")
                .hasMessageContaining("expected: ?user=NAME&password=TEXT");
        assertThatThrownBy(() -> Clusters.open(server.port(), name, "user=humpback&password=wrong"))
                .isInstanceOf(BackendException.class)
                .message()
                .doesNotContain("wrong");
        try (Backend owner = Clusters.open(server.port(), name, OWNER)) {
            assertThat(owner.stateStore().head().commitId()).isEqualTo("c1");
        }
    }

    @Test
    void letsAgentsWithoutUserAnnounceThemselves() {
        try (Backend owner = Clusters.open(server.port(), name, OWNER);
                Announcements agent = Clusters.agent(server.port(), name, TTL)) {
            commit(owner.stateStore(), "c1");
            TestingViews views = new TestingViews(owner.directory());

            agent.announce("a", TestingAgent.record("a"));

            views.awaitNodes("a");
        }
    }

    @Test
    @DisplayName(
            "B8: out of space (quota) -> a write fails without effect, reads go on, it is done when there is space")
    void b8_outOfSpace() throws Exception {
        try (ZooKeeperConnection connection = Clusters.connect(server.port(), name, TTL, Clusters.CLOCK)) {
            KeyValueStore store = new ZooKeeperKeyValueStore(connection);
            store.put("state/a", "v");
            String limits = Quotas.limitPath(connection.settings().root());
            Deadline deadline = Deadline.in(TTL);
            Session session = connection.session(deadline);
            StatsTrack limit = new StatsTrack();
            limit.setByteHardLimit(1_000);
            Folders.ensure(session, connection.settings(), Folders.of(limits), deadline);
            byte[] none = new StatsTrack().getStatsBytes();
            deadline.await(session.write(List.of(
                    Op.create(limits, limit.getStatsBytes(), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                    Op.create(
                            Quotas.statPath(connection.settings().root()),
                            none,
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            CreateMode.PERSISTENT))));

            assertThatThrownBy(() -> store.put("state/b", "v".repeat(2_000)))
                    .isInstanceOfSatisfying(
                            KeyValueException.class,
                            e -> assertThat(e.isOutcomeUnknown()).isFalse());
            assertThat(store.get("state/b")).isNull();
            assertThat(store.get("state/a")).isEqualTo("v");
            deadline.await(session.write(List.of(Op.delete(limits, -1))));
            store.put("state/b", "v".repeat(2_000));
        }
    }

    @Test
    void saysInOneLineThatNobodyAnswers() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> Clusters.open(port, name, "ttl=1s"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("ZooKeeper cannot be used: hosts=127.0.0.1:" + port)
                .hasMessageContaining("Maybe it is not started")
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zk://h:1/p?token=x   | backend option is unknown",
                "zk://h:1/p?ttl=1     | backend option is malformed",
                "zk://u:p@h:1/p       | backend has user or password before its hosts",
                "zk:                  | backend has no hosts",
                "zk://h:1/a..b/../c   | prefix or cluster name cannot be a path",
                "zk://h:1/?ca=missing | TLS file cannot be used: file=missing"
            })
    void refusesWhatMakesNoSense(String uri, String message) {
        assertThatThrownBy(() -> Discovery.open(uri, Clusters.settings(name, RecordPolicy.OPEN)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
