package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.ContainerHistory;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.PortHolder;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the catalogue of faults that Docker itself brings, on three real engines with networks of their own. */
@RequiresDocker
class DockerFaultsIT {
    private static final int PORT = 18085;
    /** This one keeps its containers over a restart of its daemon. */
    private static final int KEEPING = 0;

    private static final int ENDING = 1;

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(
            EngineOptions.named("node1").withBridge().withLiveRestore(),
            EngineOptions.named("node2").withBridge(),
            EngineOptions.named("node3").withBridge());

    @TempDir
    private Path data;

    private RealCluster cluster;

    @BeforeEach
    void start() {
        cluster = cluster(engines);
        cluster.start(data);
    }

    /** Returns a cluster on these engines, not started. */
    RealCluster cluster(RealEngines on) {
        return RealCluster.on(on);
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("D5: port conflict -> leftover removed, next node, remembered")
    void d5_takesTheNextNodeWhereSomebodyElseHasThePort() {
        String scout = cluster.create(web("scout"));
        int first = cluster.hostOf("scout");
        Instances scouts = cluster.instances();
        assertThat(cluster.client().remove(scout).status()).isEqualTo(200);

        try (ContainerHistory history = ContainerHistory.of(List.of(engines.get(first)));
                PortHolder other = engines.get(first).listen(PORT)) {
            assertThat(other).isNotNull();
            cluster.create(web("web"));
            assertThat(cluster.hostOf("web")).isNotEqualTo(first);
            await("told where it was tried first")
                    .atMost(RealCluster.LIMIT)
                    .until(() -> history.created(scouts).size() == 1);
            Set<String> tried = history.created(scouts);
            await("the leftover's removal told")
                    .atMost(RealCluster.LIMIT)
                    .until(() -> history.removed().containsAll(tried));

            cluster.create(web("other")); // the port is taken on two nodes now, of which one is known by its containers
            assertThat(history.created(scouts)).as("remembered").isEqualTo(tried);
        }
        assertThat(cluster.instances(first).count()).isZero();
        assertThat(cluster.instances().all(Status.RUNNING)).isTrue();
        cluster.assertForeignUntouched();
    }

    private static ObjectNode web(String name) {
        return CenterClient.withPort(CenterClient.meta(name, 1, TestImages.WEB), 80, PORT);
    }

    @Test
    @DisplayName("D7: bad command -> leftover cleaned")
    void d7_leavesNothingOfACommandThatDoesNotExist() {
        ObjectNode wish = CenterClient.meta("bad", 3, TestImages.NOOP);
        CenterClient.config(wish).put("Command", "/no/such/program");
        try (ContainerHistory history = ContainerHistory.of(engines.all())) {
            Reply reply = cluster.client()
                    .create(CenterClient.withHook(wish, cluster.receiver().uri()));

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.content()).contains("/no/such/program");
            // An engine also tells of the second before, in which the test has made containers of its own.
            await("leftovers removed")
                    .atMost(RealCluster.LIMIT)
                    .until(() ->
                            history.removed().size() >= 3 && cluster.instances().count() == 0);
        }
        assertThat(cluster.instances().count()).isZero();
        assertThat(cluster.client().list()).isEmpty();
        // no name is left behind
        cluster.create(CenterClient.meta("bad", 3, TestImages.NOOP));
        cluster.awaitComplete("bad", 3);
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("D9: daemon restart with live-restore -> no double creation")
    void d9_keepsContainersThatOutliveTheirDaemon() {
        Instances before = createOnePerNode();

        restartDaemon(KEEPING);
        Instances now = cluster.awaitComplete("web", 3);

        assertThat(now.starts()).isEqualTo(before.starts());
        cluster.awaitEvents("CreateMetaEvent");
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("D9: daemon restart without live-restore -> no double creation")
    void d9_keepsContainersThatEndWithTheirDaemon() {
        Instances before = createOnePerNode();

        restartDaemon(ENDING);
        Instances now = cluster.awaitComplete("web", 3);

        assertThat(now.ids()).isEqualTo(before.ids());
        assertThat(cluster.instances(ENDING).starts())
                .allSatisfy((id, start) ->
                        assertThat(start).isNotEqualTo(before.starts().get(id)));
        cluster.awaitEvents("CreateMetaEvent");
        cluster.assertForeignUntouched(ENDING);
    }

    private Instances createOnePerNode() {
        cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        assertThat(engines.all()).allMatch(engine -> Instances.on(engine).count() == 1);
        return cluster.instances();
    }

    private void restartDaemon(int index) {
        engines.get(index).killDaemonOnly();
        await("silence")
                .atMost(RealCluster.LIMIT)
                .until(() -> cluster.node(index).state() != NodeState.HEALTHY);
        engines.get(index).restart();
        cluster.awaitHealthy(index);
    }

    @Test
    @DisplayName("D13: a user deletes -> recovered by events; foreign containers never touched")
    void d13_makesAnotherOneForOneThatAUserDeletes() {
        Instances before = createOnePerNode();
        ObservedContainer victim = interfere((docker, id) -> docker.remove(id, RealCluster.LIMIT));
        Instances now = cluster.awaitComplete("web", 3);

        assertThat(before.without(now).ids()).containsExactly(victim.id());
        cluster.awaitEvents("CreateMetaEvent", "RecoveryMetaEvent");
        assertThat(cluster.receiver().events().get(1).containerIds()).isEqualTo(now.ids());
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("D13: a user stops -> started again by events; foreign containers never touched")
    void d13_startsOneAgainThatAUserStops() {
        Instances before = createOnePerNode();
        ObservedContainer victim = interfere((docker, id) -> docker.stop(id, RealCluster.LIMIT, RealCluster.LIMIT));
        await("start")
                .atMost(RealCluster.LIMIT)
                .until(() -> !cluster.instances()
                        .starts()
                        .get(victim.id())
                        .equals(victim.state().startedAt()));
        Instances now = cluster.awaitComplete("web", 3);

        assertThat(now.ids()).isEqualTo(before.ids());
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("D13: a user renames -> recovered by events; foreign containers never touched")
    void d13_givesOneItsNameBackThatAUserRenames() {
        Instances before = createOnePerNode();
        interfere((docker, id) -> docker.rename(id, "mine", RealCluster.LIMIT));
        Instances now = cluster.awaitComplete("web", 3);

        assertThat(now.starts()).isEqualTo(before.starts());
        cluster.assertForeignUntouched();
    }

    /** Does something to one instance behind the center's back and returns it as it was before. */
    private ObservedContainer interfere(BiConsumer<DockerEngine, String> what) {
        RealEngine engine = engines.get(2);
        ObservedContainer victim = Instances.on(engine).containers().get(0);
        try (DockerEngine docker = engine.connect()) {
            what.accept(docker, victim.id());
        }
        return victim;
    }
}
