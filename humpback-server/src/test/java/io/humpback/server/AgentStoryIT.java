package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerState.Status;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.testing.AgentCluster;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.HookReceiver;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A center that has no engine of its own keeps its promises on three hosts that have joined it by their agents: by a
 * token, with agents of the runnable jar, and by certificates alone.
 */
@RequiresDocker
@Timeout(600)
class AgentStoryIT {
    private static final Duration LIMIT = AgentCluster.LIMIT;
    private static final Duration DELAY = Duration.ofSeconds(3);

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(3);

    @TempDir
    private Path directory;

    private AgentCluster cluster;

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void keepsItsInstancesOnHostsThatJoinedByToken() {
        tell(AgentCluster::byToken);
    }

    @Test
    void keepsItsInstancesOnHostsThatJoinedByCertificate() {
        tell(AgentCluster::byCertificates);
    }

    private void tell(BiFunction<RealEngines, Path, AgentCluster> kind) {
        cluster = kind.apply(engines, directory);
        cluster.with("CENTER_CLUSTER_MIGRATEDELAY", DELAY.toSeconds() + "s");
        cluster.start();
        Story story = new Story();

        story.create();
        story.loseAHost();
        story.getItBack();
        story.deleteOneByHand();
        story.upgrade();
        story.scaleDown();
        story.operate();
        story.remove();

        assertThat(cluster.receiver().names())
                .containsExactly(
                        "CreateMetaEvent",
                        "MigrateMetaEvent",
                        "RecoveryMetaEvent",
                        "UpgradeMetaEvent",
                        "UpdateMetaEvent",
                        "OperateMetaEvent",
                        "OperateMetaEvent",
                        "RemoveMetaEvent");
        assertThat(cluster.receiver().events().stream().map(HookReceiver.Event::containerIds))
                .containsExactlyElementsOf(story.told);
        cluster.assertForeignUntouched(2);
    }

    /** One meta's life, and what its receiver has to be told of it. */
    private final class Story {
        private final List<Set<String>> told = new ArrayList<>();
        private String meta = "";

        private List<Integer> counts() {
            return engines.all().stream()
                    .map(engine -> Instances.on(engine).count())
                    .toList();
        }

        /** The receiver is told after the fact, so the engines' answer of now is what it has to be told. */
        private void expectEvent(Set<String> containerIds) {
            told.add(containerIds);
            await("event " + told.size())
                    .atMost(LIMIT)
                    .until(() -> cluster.receiver().events().size() >= told.size());
        }

        void create() {
            meta = cluster.create(CenterClient.meta("web", 6, TestImages.NOOP));

            assertThat(counts()).containsExactly(2, 2, 2);
            assertThat(cluster.instances().areComplete("web", 6)).isTrue();
            expectEvent(cluster.instances().ids());
        }

        void loseAHost() {
            Instances unharmed = cluster.instances(0, 1);
            cluster.killHost(2);
            Instant down = cluster.awaitDown(2);
            Instances now = cluster.awaitComplete("web", 6, 0, 1);

            assertThat(now.starts()).containsAllEntriesOf(unharmed.starts());
            assertThat(now.without(unharmed).containers())
                    .hasSize(2)
                    .allSatisfy(moved ->
                            assertThat(Instant.parse(moved.state().startedAt())).isAfterOrEqualTo(down.plus(DELAY)));
            expectEvent(now.ids());
        }

        void getItBack() {
            Instances moved = cluster.instances(0, 1);
            cluster.restartHost(2);

            await("sweep").atMost(LIMIT).until(() -> cluster.instances(2).count() == 0);
            cluster.awaitHealthy(2);
            assertThat(cluster.instances().starts()).isEqualTo(moved.starts());
            assertThat(cluster.client().get(meta).data().at("/Container/Containers"))
                    .hasSize(6);
        }

        void deleteOneByHand() {
            Instances before = cluster.instances();
            String victim = cluster.instances(0).containers().get(0).id();
            delete(engines.get(0), victim);
            await("recovery").atMost(LIMIT).until(() -> {
                Instances now = cluster.instances();
                return now.areComplete("web", 6) && !now.ids().contains(victim);
            });
            Instances now = cluster.instances();

            assertThat(before.without(now).ids()).containsExactly(victim);
            expectEvent(now.ids());
        }

        void upgrade() {
            Instances before = cluster.instances();
            Reply reply = cluster.client().upgrade(meta, "2");
            Instances now = cluster.awaitComplete("web", 6);

            assertThat(reply.status()).as(reply.content()).isEqualTo(200);
            assertThat(now.images()).containsOnly(TestImages.NOOP_2);
            assertThat(now.ids()).doesNotContainAnyElementsOf(before.ids());
            expectEvent(now.ids());
        }

        void scaleDown() {
            Instances before = cluster.instances();
            Reply reply = cluster.client().scale(meta, 2);
            Instances now = cluster.instances();

            assertThat(reply.status()).as(reply.content()).isEqualTo(200);
            assertThat(now.count()).isEqualTo(2);
            assertThat(before.ids()).containsAll(now.ids());
            assertThat(counts()).allMatch(count -> count <= 1);
            expectEvent(now.ids());
        }

        void operate() {
            Instances before = cluster.instances();
            assertThat(cluster.client().operate(meta, "stop").status()).isEqualTo(200);
            assertThat(cluster.instances().all(Status.EXITED)).isTrue();
            expectEvent(before.ids());

            assertThat(cluster.client().operate(meta, "start").status()).isEqualTo(200);
            assertThat(cluster.instances().all(Status.RUNNING)).isTrue();
            assertThat(cluster.instances().ids()).isEqualTo(before.ids());
            expectEvent(before.ids());
        }

        void remove() {
            Set<String> last = cluster.instances().ids();
            Reply reply = cluster.client().remove(meta);

            assertThat(reply.data().path("Containers"))
                    .as(reply.content())
                    .hasSize(2)
                    .allMatch(item -> item.path("Result").asText().equals("remove successed."));
            assertThat(cluster.instances().count()).isZero();
            assertThat(cluster.client().get(meta).status()).isEqualTo(404);
            expectEvent(last);
        }

        private void delete(RealEngine engine, String id) {
            try (DockerEngine docker = engine.connect()) {
                docker.remove(id, LIMIT);
            }
        }
    }
}
