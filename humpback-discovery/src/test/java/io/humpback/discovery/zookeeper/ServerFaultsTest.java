package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.RecordPolicy;
import io.humpback.discovery.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What faults of the one server do to what stands in it, and to those who use it. */
class ServerFaultsTest {
    private static final Duration TTL = Duration.ofSeconds(4);

    @TempDir
    Path directory;

    private final String name = Clusters.newName();
    private ServerProcess server;
    private ZooKeeperConnection connection;
    private ZooKeeperKeyValueStore store;
    private NodesWatch nodes;
    private TestingViews views;
    private TestingAgent agent;

    @BeforeEach
    void start() throws Exception {
        server = ServerProcess.start(directory);
        connection = Clusters.connect(server.port(), name, TTL, Clusters.CLOCK);
        store = new ZooKeeperKeyValueStore(connection);
        nodes = NodesWatch.start(connection, RecordPolicy.OPEN);
        views = new TestingViews(nodes);
        agent = new TestingAgent(Clusters.agent(server.port(), name, TTL), "a", TTL);
        assertThat(commit(null, "h1")).isTrue();
        views.awaitNodes("a");
    }

    @AfterEach
    void stop() {
        agent.close();
        nodes.close();
        connection.close();
        server.close();
    }

    private boolean commit(String expected, String next) {
        return store.transact(
                new Transaction(expected, next, new TreeMap<>(Map.of("state/a/1", "of " + next)), new TreeSet<>()));
    }

    private void awaitReads() {
        await().atMost(TestingViews.LIMIT).ignoreExceptions().until(() -> {
            store.get("state/a/1");
            return true;
        });
    }

    private static void pass(Duration time) {
        Instant end = Clusters.CLOCK.instant().plus(time);
        await().atMost(TestingViews.LIMIT).until(() -> Clusters.CLOCK.instant().isAfter(end));
    }

    @Test
    @DisplayName(
            "B1: gone for longer than the TTL -> known nodes stay, writes have no effect, all is well on its return")
    void b1_goneForLong() throws Exception {
        server.kill();
        views.awaitOutage();
        pass(TTL.multipliedBy(2));

        assertThat(views.last().nodes()).hasSize(1);
        assertThatThrownBy(() -> commit("h1", "lost")).isInstanceOf(KeyValueException.class);
        server.start();

        awaitReads();
        views.awaitNodes("a");
        assertThat(store.get(KeyValueStore.HEAD)).isEqualTo("h1");
        assertThat(commit("h1", "h2")).isTrue();
    }

    @Test
    @DisplayName("B3: frozen longer than the session timeout -> outage told first, the lead ends in time, all return")
    void b3_frozenLongerThanTheTtl() throws Exception {
        try (LeaderElection election = ZooKeeperElection.join(connection, "http://c:8589", Clusters.CLOCK)) {
            await().atMost(TestingViews.LIMIT).until(() -> election.leadership().leader());
            int before = views.told().size();
            server.freeze();
            Instant frozen = Clusters.CLOCK.instant();
            views.awaitOutage();

            await().atMost(TestingViews.LIMIT)
                    .until(() -> !election.leadership().leader());
            pass(TTL);
            assertThat(views.last().nodes())
                    .as("no node goes while nothing can be heard")
                    .hasSize(1);
            server.thaw();

            views.awaitNodes("a");
            assertThat(views.told().get(before).isHealthy())
                    .as("outage is told before anything else")
                    .isFalse();
            await().atMost(TestingViews.LIMIT).until(() -> election.leadership().leader());
            assertThat(election.leadership().until()).isAfter(frozen);
            assertThat(commit("h1", "h2")).isTrue();
        }
    }

    @Test
    @DisplayName("B4: data lost -> the head is gone, no commit on the old one, agents announce themselves anew")
    void b4_wiped() throws Exception {
        server.kill();
        server.wipe();
        server.start();

        await().atMost(TestingViews.LIMIT).ignoreExceptions().until(() -> store.get(KeyValueStore.HEAD) == null);
        assertThat(commit("h1", "h2")).isFalse();
        assertThat(store.snapshot(List.of("state/a/")).entries()).isEmpty();
        views.awaitNodes("a");
    }

    @Test
    @DisplayName("B4: older data restored -> the head has gone back, no commit on the newer one, agents return")
    void b4_rolledBack() throws Exception {
        server.kill();
        Path backup = directory.resolve("backup");
        Directories.copy(server.data(), backup);
        server.start();
        awaitReads();
        for (int i = 1; i < 20; i++) {
            assertThat(commit("h" + i, "h" + (i + 1))).isTrue();
        }
        server.kill();
        server.wipe();
        Files.move(backup, server.data());
        server.start();

        await().atMost(TestingViews.LIMIT).ignoreExceptions().until(() -> "h1".equals(store.get(KeyValueStore.HEAD)));
        assertThat(commit("h20", "h21")).isFalse();
        assertThat(store.get("state/a/1")).isEqualTo("of h1");
        views.awaitNodes("a");
    }
}
