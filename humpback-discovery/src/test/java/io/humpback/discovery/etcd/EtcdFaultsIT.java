package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.humpback.core.HumpbackException;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to one etcd server, and what a center and its agents make of it. */
@RequiresEtcd
class EtcdFaultsIT {
    private static final Duration SHORT_TTL = Duration.ofSeconds(2);
    private static final Duration LONG_TTL = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private EtcdCluster etcd;
    private TestingCenter center;

    private void start(String... arguments) throws Exception {
        etcd = EtcdCluster.start(folder, 1, arguments);
        center = TestingCenter.open(etcd.uri(""));
    }

    @AfterEach
    void stop() {
        if (center != null) {
            center.close();
        }
        if (etcd != null) {
            etcd.close();
        }
    }

    private void restart() throws Exception {
        etcd.member(0).start();
        etcd.member(0).awaitHealthy();
    }

    @Test
    @DisplayName("B1: etcd gone -> no eviction, writes without effect, healthy again by itself")
    void b1_goneForAWhile() throws Exception {
        start();
        center.startAgent("a", LONG_TTL);
        center.awaitNodes("a");
        assertThat(center.commit("c1")).isTrue();
        int before = center.views().size();

        etcd.member(0).kill();
        center.awaitOutage();
        assertThatThrownBy(() -> center.commit("c2")).isInstanceOf(StoreUnavailableException.class);
        restart();

        center.awaitNodes("a");
        center.assertNobodyWentSince(before - 1, "a");
        assertThat(center.store().head().commitId()).isEqualTo("c1");
        center.awaitCommit("c3");
    }

    @Test
    @DisplayName("B3: frozen longer than the TTL -> told as an outage before anybody is missed, and all return")
    void b3_frozenLongerThanTheTtl() throws Exception {
        start();
        center.startAgent("a", SHORT_TTL);
        center.awaitNodes("a");
        int before = center.views().size();

        etcd.member(0).freeze();
        center.awaitOutage(); // takes longer than the TTL
        center.assertNobodyWentSince(before - 1, "a");
        etcd.member(0).thaw();

        center.awaitNodes("a");
        center.awaitCommit("c1");
    }

    @Test
    @DisplayName(
            "B4: restarted with an empty data directory -> refused for reading and writing, nothing is written there")
    void b4_restartedEmpty() throws Exception {
        start();
        center.startAgent("a", SHORT_TTL);
        assertThat(center.commit("c1")).isTrue();
        etcd.member(0).kill();
        MoreFiles.deleteRecursively(etcd.member(0).data(), RecursiveDeleteOption.ALLOW_INSECURE);
        restart();

        await().atMost(TestingCenter.LIMIT)
                .untilAsserted(() -> assertThatThrownBy(() -> center.store().head())
                        .isInstanceOf(HumpbackException.class)
                        .hasMessageMatching("(?s).*(went back|another cluster).*"));

        assertThatThrownBy(() -> center.store().load()).isInstanceOf(HumpbackException.class);
        assertThatThrownBy(() -> center.commit("c2")).isInstanceOf(HumpbackException.class);
        center.awaitNodes("a"); // whoever is there announces itself anew
        assertThat(stateKeys()).isZero();
    }

    private long stateKeys() {
        try (EtcdConnection anybody = new EtcdConnection(etcd.uri(""))) {
            return EtcdReads.all(anybody, "humpback-test/", 0).entries().stream()
                    .filter(stored -> stored.getKey().toString().contains("/state/"))
                    .count();
        }
    }

    @Test
    @DisplayName("B4: restarted with an older data directory -> refused for reading and writing")
    void b4_restartedWithAnOlderDirectory() throws Exception {
        start();
        assertThat(center.commit("c1")).isTrue();
        etcd.member(0).kill();
        Path backup = folder.resolve("backup");
        copy(etcd.member(0).data(), backup);
        restart();
        center.awaitCommit("c2");
        center.awaitCommit("c3");
        etcd.member(0).kill();
        MoreFiles.deleteRecursively(etcd.member(0).data(), RecursiveDeleteOption.ALLOW_INSECURE);
        copy(backup, etcd.member(0).data());
        restart();

        await().atMost(TestingCenter.LIMIT)
                .untilAsserted(() -> assertThatThrownBy(() -> center.store().head())
                        .isInstanceOf(HumpbackException.class)
                        .hasMessageContaining("went back"));

        assertThatThrownBy(() -> center.commit("c4")).isInstanceOf(HumpbackException.class);
        try (TestingCenter started = TestingCenter.open(etcd.uri(""))) {
            assertThat(started.store().head().sequence()).isZero(); // of a cluster of its own: it is not refused
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    @DisplayName("B5: the watch's place was compacted while it was cut off -> the same state after a list")
    void b5_compactedWhileCutOff() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        try (FaultProxy proxy = proxy()) {
            center = TestingCenter.open(EtcdCluster.uri(List.of(proxy.port()), ""), etcd.uri(""));
            center.startAgent("a", LONG_TTL);
            center.awaitNodes("a");
            proxy.refuse();
            center.startAgent("b", LONG_TTL);
            center.awaitOutage();
            compactOnceAnnounced("b");

            proxy.heal();

            center.awaitNodes("a", "b");
            center.startAgent("c", LONG_TTL);
            center.awaitNodes("a", "b", "c");
        }
    }

    private void compactOnceAnnounced(String key) {
        try (EtcdConnection anybody = new EtcdConnection(etcd.uri(""))) {
            await().atMost(TestingCenter.LIMIT)
                    .until(() -> EtcdReads.all(anybody, "humpback-test/", 0).entries().stream()
                            .anyMatch(stored -> stored.getKey().toString().endsWith("/nodes/" + key)));
            long revision = EtcdReads.all(anybody, "humpback-test/", 0).revision();
            anybody.call(client -> client.getKVClient().compact(revision));
        }
    }

    private FaultProxy proxy() throws IOException {
        return FaultProxy.tcp(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), etcd.member(0).port()));
    }

    @Test
    @DisplayName("B7: 2 s for each call -> nobody is missed, commits are done, the leader stays")
    void b7_slowCalls() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        try (FaultProxy proxy = proxy()) {
            BackendUri slow = EtcdCluster.uri(List.of(proxy.port()), "ttl=20s");
            center = TestingCenter.open(slow, slow);
            center.startAgent("a", LONG_TTL);
            center.awaitNodes("a");
            LeaderElection election = center.backend().election("http://center-1:8589");
            await().atMost(TestingCenter.LIMIT)
                    .until(() -> election.leadership().leader());
            int before = center.views().size();

            proxy.delay(Duration.ofSeconds(1));

            assertThat(center.commit("c1")).isTrue();
            assertThat(center.commit("c2")).isTrue();
            center.assertNobodyWentSince(before - 1, "a");
            assertThat(center.view().isHealthy()).isTrue();
            assertThat(election.leadership().leader()).isTrue();
        }
    }

    @Test
    @DisplayName("B8: out of space -> writes are refused without effect, reads and nodes go on, and it heals")
    void b8_outOfSpace() throws Exception {
        start("--quota-backend-bytes=1000000");
        center.startAgent("a", LONG_TTL);
        center.awaitNodes("a");
        assertThat(center.commit("c1")).isTrue();
        try (EtcdConnection anybody = new EtcdConnection(etcd.uri(""))) {
            fill(anybody);

            assertThatThrownBy(() -> center.commit("c2"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("space exceeded");
            assertThat(center.store().head().commitId()).isEqualTo("c1");
            center.awaitNodes("a");

            free(anybody);
            center.awaitCommit("c3");
        }
    }

    private static void fill(EtcdConnection anybody) {
        String large = "x".repeat(200_000);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        anybody.call(client ->
                                client.getKVClient().put(EtcdConnection.bytes("fill"), EtcdConnection.bytes(large)));
                    }
                })
                .hasMessageContaining("space exceeded");
    }

    private void free(EtcdConnection anybody) throws Exception {
        anybody.call(client -> client.getKVClient().delete(EtcdConnection.bytes("fill")));
        long revision = anybody.call(
                        client -> client.getKVClient().get(EtcdConnection.bytes("fill"), GetOption.DEFAULT))
                .getHeader()
                .getRevision();
        anybody.call(client -> client.getKVClient().compact(revision));
        String member = "http://127.0.0.1:" + etcd.member(0).port();
        anybody.call(
                TestingCenter.LIMIT, client -> client.getMaintenanceClient().defragmentMember(member));
        anybody.call(client -> client.getMaintenanceClient().listAlarms())
                .getAlarms()
                .forEach(alarm ->
                        anybody.call(client -> client.getMaintenanceClient().alarmDisarm(alarm)));
    }
}
