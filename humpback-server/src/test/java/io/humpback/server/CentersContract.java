package io.humpback.server;

import static io.humpback.server.testing.CentersCluster.DELAY;
import static io.humpback.server.testing.CentersCluster.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.docker.DockerEngine;
import io.humpback.server.testing.AgentHost;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.CentersCluster;
import io.humpback.server.testing.HookReceiver;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What two centers and three agents promise, each a process of its own, on three real engines and on whichever backend.
 * The tests of one backend share its cluster; each finds and leaves it whole.
 */
@RequiresDocker
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CentersContract {
    /** Three times as long as a node may be silent until its instances move, as almost four minutes by the default times. */
    private static final Duration OUTAGE =
            Duration.ofSeconds(AgentHost.TTL_SECONDS).plus(DELAY).multipliedBy(3);

    @RegisterExtension
    private final RealEngines engines = RealEngines.ofClass(3);

    private CentersCluster cluster;
    private HookReceiver receiver;

    /** Starts the backend and the cluster on it, with what they need of files below {@code directory}. */
    abstract CentersCluster start(RealEngines engines, Path directory);

    /** Lets the backend be away: nobody can announce itself, commit or lead. */
    abstract void beginOutage(CentersCluster cluster);

    /** Lets it come back. */
    abstract void endOutage(CentersCluster cluster);

    /** Ends the backend. */
    abstract void closeBackend();

    /** Returns whether centers answer while the backend is away. */
    boolean answersMeanwhile() {
        return true;
    }

    @BeforeAll
    void startAll(@TempDir Path directory) {
        cluster = start(engines, directory);
    }

    @AfterAll
    void closeAll() {
        try {
            if (cluster != null) {
                cluster.close();
            }
        } finally {
            closeBackend();
        }
    }

    @BeforeEach
    void listen() {
        receiver = HookReceiver.start();
    }

    @AfterEach
    void mend() {
        cluster.repair();
        CenterClient client = cluster.leader().client();
        client.list().forEach(meta -> client.remove(meta.path("MetaId").asText()));
        await("nothing left").atMost(LIMIT).until(() -> cluster.instances().count() == 0);
        receiver.close();
    }

    private String create(CenterProcess asked, String name, int count) {
        Reply reply = asked.client()
                .create(CenterClient.withHook(CenterClient.meta(name, count, TestImages.NOOP), receiver.uri()));
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        assertThat(cluster.instances().areComplete(name, count)).isTrue();
        return reply.metaId();
    }

    private List<Integer> counts() {
        return engines.all().stream()
                .map(engine -> Instances.on(engine).count())
                .toList();
    }

    @Test
    @DisplayName(
            "The story, each request by way of the other center; C3: the leader is killed in the middle of a migration")
    void c3_keepsItsPromisesAndGoesOnCountingWhenTheLeaderIsKilledInTheMiddleOfAMigration() {
        CenterProcess leader = cluster.leader();
        CenterProcess second = cluster.other(leader);
        String meta = create(second, "web", 6);
        assertThat(counts()).containsExactly(2, 2, 2);

        Instances survivors = cluster.instances(0, 1);
        cluster.killHost(2);
        Instant down = cluster.awaitDownSince();
        leader.kill();
        await("the other leads").atMost(LIMIT).until(second::leads);
        assertThat(cluster.downSince()).as("the same countdown").contains(down);
        Instances moved = cluster.awaitComplete("web", 6, 0, 1);
        assertThat(cluster.downSince()).as("still the same countdown").contains(down);
        assertThat(moved.starts()).containsAllEntriesOf(survivors.starts());
        assertThat(moved.without(survivors).containers())
                .hasSize(2)
                .allSatisfy(one ->
                        assertThat(Instant.parse(one.state().startedAt())).isAfterOrEqualTo(down.plus(DELAY)));

        cluster.startCenters();
        CenterClient client = cluster.other(second).client();
        cluster.restartHost(2);
        cluster.awaitHealthy(3);
        assertThat(cluster.awaitComplete("web", 6).starts()).as("swept").isEqualTo(moved.starts());

        String victim = cluster.instances(0).containers().get(0).id();
        delete(engines.get(0), victim);
        await("recovered").atMost(LIMIT).until(() -> {
            Instances now = cluster.instances();
            return now.areComplete("web", 6) && !now.ids().contains(victim);
        });

        Reply upgraded = client.upgrade(meta, "2");
        assertThat(upgraded.status()).as(upgraded.content()).isEqualTo(200);
        assertThat(cluster.awaitComplete("web", 6).images()).containsOnly(TestImages.NOOP_2);
        assertThat(client.scale(meta, 2).status()).isEqualTo(200);
        assertThat(cluster.instances().count()).isEqualTo(2);
        assertThat(client.remove(meta).status()).isEqualTo(200);
        assertThat(cluster.instances().count()).isZero();

        await("events").atMost(LIMIT).until(() -> receiver.names().contains("RemoveMetaEvent"));
        assertThat(receiver.names())
                .containsExactly(
                        "CreateMetaEvent",
                        "MigrateMetaEvent",
                        "RecoveryMetaEvent",
                        "UpgradeMetaEvent",
                        "UpdateMetaEvent",
                        "RemoveMetaEvent");
        assertThat(receiver.events()).extracting(HookReceiver.Event::nanos).isSorted();
    }

    @Test
    @DisplayName("B1, B3: the backend is away for as long as ten minutes would be -> no eviction, then healthy")
    void b1_movesNothingWhileTheBackendIsAway() {
        CenterProcess leader = cluster.leader();
        String meta = create(leader, "web", 3);
        Instances before = cluster.instances();

        beginOutage(cluster);
        try {
            if (answersMeanwhile()) {
                // What the leader had sent before the outage may be done after it, so nothing is asked of it by then.
                await("nobody leads").atMost(LIMIT).until(() -> !leader.leads());
                assertThat(leader.client().scale(meta, 4).status()).isEqualTo(503);
                Reply known = leader.client().get(meta);
                assertThat(known.status()).isEqualTo(200);
                assertThat(known.stale()).isTrue();
                assertThat(known.data().at("/Container/Containers")).hasSize(3);
            }
            await("nothing moves")
                    .during(OUTAGE)
                    .atMost(OUTAGE.plus(LIMIT))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> cluster.instances().starts().equals(before.starts()));
        } finally {
            endOutage(cluster);
        }
        cluster.awaitHealthy(3);
        assertThat(cluster.instances().starts()).isEqualTo(before.starts());
        await("writes taken again")
                .atMost(LIMIT)
                .until(() -> cluster.leader().client().scale(meta, 4).status() == 200);
        assertThat(cluster.awaitComplete("web", 4).starts()).containsAllEntriesOf(before.starts());
        await("events").atMost(LIMIT).until(() -> receiver.events().size() >= 2);
        assertThat(receiver.names()).containsExactly("CreateMetaEvent", "UpdateMetaEvent");
    }

    @Test
    @DisplayName("A leader that leaves on purpose hands over, and any center takes what is asked for")
    void handsOverWhenTheLeaderLeaves() {
        CenterProcess leader = cluster.leader();
        CenterProcess second = cluster.other(leader);
        String meta = create(leader, "web", 3);
        Instances before = cluster.instances();

        leader.close();
        await("the other leads").atMost(LIMIT).until(second::leads);

        await("taken").atMost(LIMIT).until(() -> second.client().scale(meta, 5).status() == 200);
        assertThat(cluster.instances().areComplete("web", 5)).isTrue();
        assertThat(cluster.instances().starts()).containsAllEntriesOf(before.starts());
    }

    private static void delete(RealEngine engine, String id) {
        try (DockerEngine docker = engine.connect()) {
            docker.remove(id, LIMIT);
        }
    }
}
