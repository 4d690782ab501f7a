package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.RecordPolicy;
import io.humpback.discovery.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.KillSession;
import org.apache.curator.test.TestingCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What faults of three servers do to those who use them. */
class EnsembleFaultsTest {
    private static final int TICK_MS = 500;
    private static final Duration TTL = Duration.ofSeconds(6);

    @TempDir
    Path directory;

    private final String name = Clusters.newName();
    private TestingCluster servers;
    private ZooKeeperConnection connection;
    private ZooKeeperKeyValueStore store;
    private NodesWatch nodes;
    private TestingViews views;
    private TestingAgent agent;
    private LeaderElection election;

    @BeforeEach
    void start() throws Exception {
        List<InstanceSpec> specs = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Path data = Files.createDirectory(directory.resolve("server-" + id));
            specs.add(new InstanceSpec(data.toFile(), -1, -1, -1, false, id, TICK_MS, 100));
        }
        servers = new TestingCluster(specs);
        servers.start();
        String uri = "zk://" + servers.getConnectString() + "/test";
        connection =
                ZooKeeperConnection.start(ZooKeeperSettings.ofAgent(BackendUri.parse(uri), name, TTL), Clusters.CLOCK);
        store = new ZooKeeperKeyValueStore(connection);
        nodes = NodesWatch.start(connection, RecordPolicy.OPEN);
        views = new TestingViews(nodes);
        agent = new TestingAgent(Discovery.announcements(uri, new AnnouncementSettings(name, TTL)), "a", TTL);
        election = ZooKeeperElection.join(connection, "http://c:8589", Clusters.CLOCK);
        assertThat(commit(null, "h1")).isTrue();
        views.awaitNodes("a");
        awaitLead();
    }

    @AfterEach
    void stop() throws Exception {
        election.close();
        agent.close();
        nodes.close();
        connection.close();
        servers.close();
    }

    private boolean commit(String expected, String next) {
        return store.transact(
                new Transaction(expected, next, new TreeMap<>(Map.of("state/a/1", "of " + next)), new TreeSet<>()));
    }

    /** Commits as the state store does: what is unknown is settled by the head. */
    private boolean commitAtLast(String expected, String next) {
        try {
            return commit(expected, next) || next.equals(store.get(KeyValueStore.HEAD));
        } catch (KeyValueException e) {
            return false;
        }
    }

    private void awaitLead() {
        await().atMost(TestingViews.LIMIT).until(() -> election.leadership().leader());
    }

    private Session session() {
        return Objects.requireNonNull(connection.lasting());
    }

    @Test
    @DisplayName("B2: the member in use is killed -> session, lead and nodes stay, writes resume on another")
    void b2_memberKilled() throws Exception {
        InstanceSpec used = servers.findConnectionInstance(session().client());
        long id = session().id();

        servers.killServer(used);

        await().atMost(TestingViews.LIMIT).until(() -> commitAtLast("h1", "h2"));
        views.awaitNodes("a");
        assertThat(session().id()).isEqualTo(id);
        assertThat(views.told()).allSatisfy(view -> assertThat(view.nodes()).hasSizeLessThan(2));
        assertThat(views.told().stream().dropWhile(view -> view.nodes().isEmpty()))
                .allSatisfy(view -> assertThat(view.nodes()).hasSize(1));
        awaitLead();
    }

    @Test
    @DisplayName(
            "B6: session ended by the servers -> a new one, agent and center stand there again, the lead was given up")
    void b6_sessionExpired() throws Exception {
        long before = session().id();
        List<Boolean> leads = new CopyOnWriteArrayList<>();
        election.onChange(() -> leads.add(election.leadership().leader()));

        KillSession.kill(session().client());

        await().atMost(TestingViews.LIMIT)
                .until(() -> connection.isConnected() && session().id() != before);
        await().atMost(TestingViews.LIMIT).until(() -> leads.contains(true));
        assertThat(leads.get(0)).as("the lead ended first").isFalse();
        assertThat(commit("h1", "h2")).isTrue();
        views.awaitNodes("a");
    }

    @Test
    @DisplayName("B9: all servers restarted -> data, nodes and lead return; no view without the node but in an outage")
    void b9_ensembleRestarted() throws Exception {
        List<InstanceSpec> all = List.copyOf(servers.getInstances());
        for (InstanceSpec one : all) {
            servers.killServer(one);
        }
        views.awaitOutage();
        for (InstanceSpec one : all) {
            servers.restartServer(one);
        }

        await().atMost(TestingViews.LIMIT).until(() -> commitAtLast("h1", "h2"));
        views.awaitNodes("a");
        awaitLead();
        assertThat(election.leadership()).extracting(Leadership::leaderAddress).isEqualTo("http://c:8589");
    }
}
