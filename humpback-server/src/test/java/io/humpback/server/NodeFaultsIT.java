package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.ContainerHistory;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.SilentRegistry;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the catalogue of faults that lose a node, on three real engines; each test is named after its row. */
@RequiresDocker
class NodeFaultsIT {
    private static final Duration LIMIT = RealCluster.LIMIT;
    private static final Duration DELAY = Duration.ofSeconds(3);
    private static final String SHORT_DELAY = "CENTER_CLUSTER_MIGRATEDELAY=" + DELAY.toSeconds() + "s";

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
    @DisplayName("N1: flap shorter than the delay -> no create, no remove")
    void n1_changesNothingWhenANodeFlapsForLessThanTheDelay() {
        cluster.start(data, "CENTER_CLUSTER_MIGRATEDELAY=60s");
        String meta = cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = cluster.instances();

        try (ContainerHistory history = ContainerHistory.of(engines.all())) {
            cluster.engine(2).freeze();
            cluster.awaitDown(2);
            cluster.engine(2).thaw();
            cluster.awaitHealthy(2);
            // the event of this one shows that the loop has gone round since, and what it has decided
            cluster.client().scale(meta, 2);

            assertThat(history.created(before)).isEmpty();
            await("the removal told")
                    .atMost(LIMIT)
                    .until(() -> history.removed().size() == 1);
        }
        assertThat(cluster.instances().starts())
                .hasSize(2)
                .allSatisfy((id, start) -> assertThat(before.starts()).containsEntry(id, start));
        cluster.awaitEvents("CreateMetaEvent", "UpdateMetaEvent");
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("N3: dead -> replacement within TTL + delay + 5 s, same index")
    void n3_replacesTheInstancesOfADeadNodeUnderTheirIndexes() {
        cluster.start(data, SHORT_DELAY);
        cluster.create(CenterClient.meta("web", 6, TestImages.NOOP));
        Instances unharmed = cluster.instances(0, 1);
        assertThat(unharmed.count()).isEqualTo(4);

        cluster.engine(2).kill();
        Instant down = cluster.awaitDown(2);
        Instances now = cluster.awaitComplete("web", 6, 0, 1);

        assertThat(now.starts()).containsAllEntriesOf(unharmed.starts());
        assertThat(now.without(unharmed).containers())
                .hasSize(2)
                .allSatisfy(moved ->
                        assertThat(Instant.parse(moved.state().startedAt())).isAfterOrEqualTo(down.plus(DELAY)));
        cluster.awaitEvents("CreateMetaEvent", "MigrateMetaEvent");
        assertThat(cluster.receiver().events().get(1).containerIds()).isEqualTo(now.ids());
        cluster.engine(2).restart();
        cluster.assertForeignUntouched(2);
    }

    @Test
    @DisplayName("N4: returns after migration -> exactly one per index within 15 s of the return")
    void n4_keepsTheReplacementsWhenAnUnreachableNodeReturns() {
        cluster.start(data, SHORT_DELAY);
        cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = cluster.instances();

        cluster.engine(2).freeze();
        Instances migrated = cluster.awaitComplete("web", 3, 0, 1);
        cluster.awaitEvents("CreateMetaEvent", "MigrateMetaEvent");
        cluster.engine(2).thaw();
        assertThat(cluster.instances(2)).as("goes on while it is not reached").isEqualTo(before.without(migrated));
        Instances now = cluster.awaitComplete("web", 3);

        assertThat(now.starts()).isEqualTo(migrated.starts());
        assertThat(cluster.receiver().names()).containsExactly("CreateMetaEvent", "MigrateMetaEvent");
        cluster.assertForeignUntouched();
    }

    @Test
    @DisplayName("N5: returns during migration -> one survivor by R10")
    void n5_keepsTheOriginalWhenItsNodeReturnsBeforeTheReplacementRuns() {
        cluster.start(data, SHORT_DELAY);
        try (SilentRegistry registry = SilentRegistry.start()) {
            String image = registry.image("hb/app:1");
            engines.all().forEach(engine -> engine.importImage(image, false));
            cluster.create(CenterClient.meta("web", 1, image));
            Instances original = cluster.instances();
            int host = cluster.hostOf("web");
            int[] others = IntStream.range(0, 3).filter(index -> index != host).toArray();
            Arrays.stream(others).forEach(other -> cluster.engine(other).removeImage(image));

            cluster.engine(host).kill();
            registry.awaitRequest(LIMIT); // the replacement has begun, and cannot run before its image has come
            cluster.engine(host).restart();
            cluster.awaitHealthy(host);
            cluster.awaitComplete("web", 1);

            assertThat(cluster.instances().ids()).isEqualTo(original.ids());
            assertThat(cluster.instances(others).count()).isZero();
            cluster.assertForeignUntouched(host);
        }
        // a creation that is given up only now must leave nothing behind either
        await("quiet")
                .during(DELAY)
                .atMost(LIMIT)
                .until(() -> cluster.instances().areComplete("web", 1));
        assertThat(cluster.receiver().names()).as("called off").containsExactly("CreateMetaEvent");
    }
}
