package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.ContainerHistory;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The row of the catalogue of faults that loses a rack, on three real engines. */
@RequiresDocker
class StormGuardIT {
    private static final Duration DELAY = Duration.ofSeconds(3);
    /** Longer than the engines need to be found healthy one after the other. */
    private static final Duration LONG_DELAY = Duration.ofSeconds(8);
    /** How long after one node the next one has its turn. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Duration MARGIN = Duration.ofSeconds(3);

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(3);

    @TempDir
    private Path data;

    private RealCluster cluster;

    @BeforeEach
    void prepare() {
        cluster = RealCluster.on(engines);
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("N9: rack: 2 of 3 -> one node migrates at once, the other 10 s later; one per index on return")
    void n9_leavesTwoDeadNodesOfThreeOneAfterTheOther() {
        cluster.start(data, "CENTER_CLUSTER_MIGRATEDELAY=" + DELAY.toSeconds() + "s");
        cluster.create(CenterClient.meta("web", 6, TestImages.NOOP));
        Instances survivors = cluster.instances(0);
        List<List<String>> lost =
                List.of(cluster.instances(1).names(), cluster.instances(2).names());

        List.of(engines.get(1), engines.get(2)).parallelStream().forEach(RealEngine::kill);
        Instant down =
                Stream.of(1, 2).map(cluster::awaitDown).min(Instant::compareTo).orElseThrow();
        Instances now = cluster.awaitComplete("web", 6, 0);

        assertThat(now.starts()).containsAllEntriesOf(survivors.starts());
        assertThat(lost)
                .as("whichever was first")
                .allSatisfy(
                        names -> assertThat(starts(now, names)).allMatch(start -> !start.isBefore(down.plus(DELAY))))
                .anySatisfy(names -> assertThat(starts(now, names))
                        .allMatch(start -> !start.isBefore(down.plus(DELAY).plus(INTERVAL))));
        cluster.awaitEvents("CreateMetaEvent", "MigrateMetaEvent", "MigrateMetaEvent");
        assertThat(cluster.receiver().events().get(2).containerIds()).isEqualTo(now.ids());
        List.of(engines.get(1), engines.get(2)).parallelStream().forEach(RealEngine::restart);
        assertThat(cluster.awaitComplete("web", 6).starts()).isEqualTo(now.starts());
        assertThat(cluster.receiver().events()).hasSize(3);
        cluster.assertForeignUntouched(1, 2);
    }

    private static List<Instant> starts(Instances instances, List<String> names) {
        List<Instant> starts = instances.containers().stream()
                .filter(container -> names.contains(container.name()))
                .map(ObservedContainer::state)
                .map(state -> Instant.parse(state.startedAt()))
                .toList();
        assertThat(starts).hasSameSizeAs(names);
        return starts;
    }

    @Test
    @DisplayName("N9: rack: all -> frozen, nothing lost, all as before on return")
    void n9_movesNothingWhenAllNodesAreDeadAndReturn() {
        cluster.start(data, "CENTER_CLUSTER_MIGRATEDELAY=" + LONG_DELAY.toSeconds() + "s");
        String meta = cluster.create(CenterClient.meta("web", 6, TestImages.NOOP));
        Instances before = cluster.instances();

        try (ContainerHistory history = ContainerHistory.of(engines.all())) {
            engines.all().forEach(RealEngine::freeze);
            Instant down = Stream.of(0, 1, 2)
                    .map(cluster::awaitDown)
                    .max(Instant::compareTo)
                    .orElseThrow();
            await("the delay to pass")
                    .atMost(RealCluster.LIMIT)
                    .until(() -> Instant.now().isAfter(down.plus(LONG_DELAY).plus(MARGIN)));
            assertThat(cluster.center().view().nodes()).allMatch(node -> node.state() == NodeState.DOWN);
            engines.all().forEach(RealEngine::thaw);
            Stream.of(0, 1, 2).forEach(cluster::awaitHealthy);
            // its event shows that the loop has gone round since, and what it has decided
            cluster.client().scale(meta, 5);

            assertThat(history.created(before)).isEmpty();
            await("the removal told")
                    .atMost(RealCluster.LIMIT)
                    .until(() -> history.removed().size() == 1);
        }
        assertThat(cluster.instances().count()).isEqualTo(5);
        assertThat(before.starts()).containsAllEntriesOf(cluster.instances().starts());
        cluster.awaitEvents("CreateMetaEvent", "UpdateMetaEvent");
        cluster.assertForeignUntouched();
    }
}
