package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeStatus;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.etcd.EtcdCluster;
import io.humpback.discovery.etcd.RequiresEtcd;
import io.humpback.server.testing.AgentHost;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.HookReceiver;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two centers and three agents, each a process of its own, on one etcd and three real engines. */
@RequiresDocker
@RequiresEtcd
class CentersIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration DELAY = Duration.ofSeconds(15);
    private static final String CLUSTER = "test";
    private static final String TOKEN = "the-token-of-a-cluster-in-a-test";

    private static RealEngines engines;
    private static EtcdCluster etcd;

    @TempDir
    private static Path files;

    @TempDir
    private Path directory;

    private final List<AgentHost> hosts = new ArrayList<>();
    private final List<CenterProcess> centers = new ArrayList<>();
    private HookReceiver receiver;
    private String uri;
    private static int tests;

    @BeforeAll
    static void startServers() throws IOException {
        engines = RealEngines.start(3);
        etcd = EtcdCluster.start(files, 1);
    }

    @AfterAll
    static void closeServers() {
        if (engines != null) {
            engines.close();
        }
        if (etcd != null) {
            etcd.close();
        }
    }

    @BeforeEach
    void start() {
        receiver = HookReceiver.start();
        uri = "etcd://127.0.0.1:" + etcd.member(0).port() + "/t" + ++tests + "?ttl=6s";
        startCenter();
        startCenter();
        for (RealEngine engine : engines.all()) {
            AgentHost host = new AgentHost(engine.hostName(), engine.endpoint(), directory.resolve("agents"));
            host.with(Map.of("HUMPBACK_TOKEN", TOKEN, "DOCKER_CLUSTER_NAME", CLUSTER));
            hosts.add(host);
            host.startIn(uri);
        }
        awaitNodes(3);
    }

    @AfterEach
    void close() {
        centers.forEach(CenterProcess::close);
        hosts.forEach(AgentHost::close);
        receiver.close();
        List<RealEngine> dead = new ArrayList<>(engines.all());
        dead.removeIf(RealEngine::isAlive);
        dead.forEach(RealEngine::restart);
        engines.all().forEach(RealEngine::removeContainers);
    }

    private void startCenter() {
        String name = "center" + centers.size();
        Map<String, String> environment = new HashMap<>(Map.of(
                "CENTER_LISTEN_PORT",
                "127.0.0.1:0",
                "CENTER_CLUSTER_MIGRATEDELAY",
                DELAY.toSeconds() + "s",
                "CENTER_CLUSTER_REMOVEDELAY",
                "0s",
                "DOCKER_CLUSTER_URIS",
                uri,
                "DOCKER_CLUSTER_NAME",
                CLUSTER,
                "DOCKER_CLUSTER_HEARTBEAT",
                "1s",
                "HUMPBACK_TOKEN",
                TOKEN,
                "HUMPBACK_DATA_DIR",
                directory.resolve(name).toString()));
        centers.add(CenterProcess.start(directory.resolve(name + ".log"), environment, "center"));
    }

    private CenterProcess leader() {
        return await("a leader")
                .atMost(LIMIT)
                .until(this::findLeader, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<CenterProcess> findLeader() {
        return centers.stream()
                .filter(center -> center.printed().contains("took the lead"))
                .findFirst();
    }

    private CenterProcess other(CenterProcess center) {
        return centers.stream().filter(one -> one != center).findFirst().orElseThrow();
    }

    private void awaitNodes(int healthy) {
        await(healthy + " healthy nodes").atMost(LIMIT).until(() -> {
            int count = 0;
            for (var node : centers.get(0).client().engines()) {
                count += node.path("StateText").asText().equals("Healthy") ? 1 : 0;
            }
            return count == healthy;
        });
    }

    private Instances instances() {
        return Instances.on(engines.all());
    }

    /** What is committed, as another center reads it. */
    private Optional<Instant> downSince() {
        BackendSettings settings =
                new BackendSettings(CLUSTER, new ConfiguredNodeDirectory(List.of()), InstantSource.system());
        try (Backend backend = Discovery.open(uri, settings);
                StateStore store = backend.stateStore()) {
            return store.load().documents().stream()
                    .filter(NodeStatus.class::isInstance)
                    .map(document -> ((NodeStatus) document).downSince())
                    .filter(Objects::nonNull)
                    .findFirst();
        }
    }

    @Test
    @DisplayName("C3: leader killed while a node is counting down -> the countdown continues")
    void c3_goesOnCountingWhenTheLeaderIsKilledInTheMiddleOfAMigration() {
        CenterProcess leader = leader();
        CenterProcess follower = other(leader);
        Reply created = follower.client()
                .create(CenterClient.withHook(CenterClient.meta("web", 6, TestImages.NOOP), receiver.uri()));
        assertThat(created.data().path("Created").asText())
                .as(created.content())
                .isEqualTo("created all");
        Instances before = instances();
        assertThat(before.areComplete("web", 6)).isTrue();

        Instances survivors = Instances.on(List.of(engines.get(0), engines.get(1)));

        hosts.get(2).agent().kill();
        engines.get(2).kill();
        Instant down = await("death committed")
                .atMost(LIMIT)
                .until(this::downSince, Optional::isPresent)
                .orElseThrow();
        leader.kill();
        await("the other leads").atMost(LIMIT).until(() -> follower.printed().contains("took the lead"));
        assertThat(downSince()).as("the same countdown").contains(down);
        await("migrated")
                .atMost(LIMIT)
                .until(() ->
                        Instances.on(List.of(engines.get(0), engines.get(1))).areComplete("web", 6));

        Instances now = Instances.on(List.of(engines.get(0), engines.get(1)));
        assertThat(now.without(survivors).containers())
                .hasSize(2)
                .allSatisfy(moved ->
                        assertThat(Instant.parse(moved.state().startedAt())).isAfterOrEqualTo(down.plus(DELAY)));
        engines.get(2).restart();
        hosts.get(2).restart();
        await("swept").atMost(LIMIT).until(() -> instances().areComplete("web", 6));
        await("events").atMost(LIMIT).until(() -> receiver.events().size() >= 2);
        assertThat(receiver.names()).containsExactly("CreateMetaEvent", "MigrateMetaEvent");
    }

    @Test
    @DisplayName(
            "B1, B3: the backend is silent for longer than TTL and delay -> no eviction, writes refused, then healthy")
    void b1_movesNothingWhileTheBackendIsSilent() throws Exception {
        CenterProcess leader = leader();
        Reply created = leader.client().create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = instances();
        assertThat(before.areComplete("web", 3)).isTrue();

        etcd.member(0).freeze();
        try {
            await("writes refused")
                    .atMost(LIMIT)
                    .until(() -> leader.client().scale(created.metaId(), 4).status() == 503);
            await("nothing moves")
                    .during(Duration.ofSeconds(AgentHost.TTL_SECONDS).plus(DELAY))
                    .atMost(LIMIT)
                    .until(() -> instances().starts().equals(before.starts()));
        } finally {
            etcd.member(0).thaw();
        }
        awaitNodes(3);
        assertThat(instances().starts()).isEqualTo(before.starts());
        await("writes taken again")
                .atMost(LIMIT)
                .until(() -> leader.client().scale(created.metaId(), 4).status() == 200);
        await("scaled").atMost(LIMIT).until(() -> instances().areComplete("web", 4));
        assertThat(instances().starts()).containsAllEntriesOf(before.starts());
    }

    @Test
    @DisplayName("A leader that leaves on purpose hands over, and any center takes what is asked for")
    void handsOverWhenTheLeaderLeaves() {
        CenterProcess leader = leader();
        CenterProcess follower = other(leader);
        Reply created = leader.client().create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = instances();

        leader.close();
        await("the other leads").atMost(LIMIT).until(() -> follower.printed().contains("took the lead"));

        assertThat(follower.client().scale(created.metaId(), 5).status()).isEqualTo(200);
        assertThat(instances().areComplete("web", 5)).isTrue();
        assertThat(instances().starts()).containsAllEntriesOf(before.starts());
    }
}
