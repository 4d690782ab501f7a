package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeState;
import io.humpback.server.testing.AgentCluster;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.ContainerHistory;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TcpForwarder;
import io.humpback.server.testing.TestImages;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Agents that stop, leave, or lose sight of their center, on three hosts whose engines live on (R7, R8, R10). */
@RequiresDocker
@Timeout(600)
class AgentLossIT {
    private static final Duration LIMIT = AgentCluster.LIMIT;
    private static final Duration DELAY = Duration.ofSeconds(3);

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(3);

    @TempDir
    private Path directory;

    private AgentCluster cluster;

    /** How the members of a cluster know each other. */
    private enum Trust {
        TOKEN,
        CERTIFICATES
    }

    private void prepare(Trust trust) {
        cluster = trust == Trust.TOKEN
                ? AgentCluster.byToken(engines, directory)
                : AgentCluster.byCertificates(engines, directory);
        cluster.with("CENTER_CLUSTER_MIGRATEDELAY", DELAY.toSeconds() + "s");
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Its engine lives on; nobody reaches it. */
    @ParameterizedTest(name = "N8: both cut -> migrates; N4 on heal (by {0}, an agent that says goodbye: {1})")
    @CsvSource({"TOKEN, false", "TOKEN, true", "CERTIFICATES, false"})
    void n8_movesTheInstancesOfAnAgentThatStoppedForGoodAndSweepsItWhenItReturns(Trust trust, boolean goodbye) {
        prepare(trust);
        cluster.start();
        cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances left = cluster.instances(2);
        Instances unharmed = cluster.instances(0, 1);

        if (goodbye) {
            cluster.host(2).agent().terminate();
        } else {
            cluster.host(2).agent().kill();
        }
        Instances now = cluster.awaitComplete("web", 3, 0, 1);

        assertThat(now.starts()).containsAllEntriesOf(unharmed.starts());
        assertThat(cluster.instances(2).starts())
                .as("goes on while nobody reaches it")
                .isEqualTo(left.starts());
        cluster.awaitEvents("CreateMetaEvent", "MigrateMetaEvent");

        cluster.host(2).restart();
        await("sweep").atMost(LIMIT).until(() -> cluster.instances(2).count() == 0);
        cluster.awaitHealthy(2);
        assertThat(cluster.instances().starts()).isEqualTo(now.starts());
        cluster.assertForeignUntouched();
    }

    @ParameterizedTest(name = "N7: node cut from the backend, center reaches it -> no migration (by {0})")
    @EnumSource
    void n7_movesNothingWhileAnAgentThatCannotAnnounceItselfAnswers(Trust trust) {
        prepare(trust);
        cluster.startCenter();
        URI center = cluster.center().uri();
        int port = center.getPort();
        try (TcpForwarder network = TcpForwarder.to(port);
                ContainerHistory history = ContainerHistory.of(engines.all())) {
            cluster.host(0).start(center);
            cluster.host(1).start(center);
            cluster.host(2).start(URI.create(center.getScheme() + "://127.0.0.1:" + network.port()));
            cluster.awaitAllHealthy();
            String meta = cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
            Instances before = cluster.instances();

            network.cut();
            await("alarm")
                    .atMost(LIMIT)
                    .until(() -> cluster.node(2).stateReason().equals("announced no more, but it answers"));
            await("quiet for longer than the delay")
                    .during(DELAY.multipliedBy(2))
                    .atMost(LIMIT)
                    .until(() -> cluster.instances().starts().equals(before.starts()));
            // the event of this one shows that the loop has gone round since, and what it has decided
            cluster.client().operate(meta, "restart");
            Instances restarted = cluster.instances();

            assertThat(restarted.ids()).as("operated on there too").isEqualTo(before.ids());
            assertThat(restarted.starts().values())
                    .doesNotContainAnyElementsOf(before.starts().values());
            network.mend();
            cluster.awaitHealthy(2);
            assertThat(cluster.instances().starts()).isEqualTo(restarted.starts());
            assertThat(history.created(before)).isEmpty();
            assertThat(history.removed()).isEmpty();
        }
        cluster.awaitEvents("CreateMetaEvent", "OperateMetaEvent");
        cluster.assertForeignUntouched();
    }

    @Test
    void changesNothingWhenAnAgentLeavesAndIsBackWithinTheDelay() {
        prepare(Trust.TOKEN);
        cluster.with("CENTER_CLUSTER_MIGRATEDELAY", "90s").start();
        cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = cluster.instances();

        cluster.host(2).agent().terminate();
        cluster.awaitDown(2);
        assertThat(cluster.instances().starts()).as("go on").isEqualTo(before.starts());
        cluster.host(2).restart();
        cluster.awaitHealthy(2);

        assertThat(cluster.instances().starts()).isEqualTo(before.starts());
        assertThat(cluster.receiver().names()).containsExactly("CreateMetaEvent");
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("D9: daemon restart, with an agent between -> no double creation")
    void d9_restoresWhatEndedWhenDockerIsRestartedUnderAnAgent() {
        prepare(Trust.TOKEN);
        cluster.with("CENTER_CLUSTER_MIGRATEDELAY", "90s").start();
        cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = cluster.instances();
        long agent = cluster.host(2).agent().pid();
        try (ContainerHistory history = ContainerHistory.of(List.of(engines.get(0), engines.get(1)))) {
            cluster.engine(2).killDaemonOnly();
            await("death seen").atMost(LIMIT).until(() -> cluster.node(2).state() != NodeState.HEALTHY);
            cluster.engine(2).restart();
            cluster.awaitHealthy(2);
            Instances now = cluster.awaitComplete("web", 3);

            assertThat(now.ids()).isEqualTo(before.ids());
            assertThat(cluster.host(2).agent().isAlive()).isTrue();
            assertThat(cluster.host(2).agent().pid()).isEqualTo(agent);
            assertThat(history.created(before)).isEmpty();
        }
        cluster.assertForeignUntouched(2);
    }
}
