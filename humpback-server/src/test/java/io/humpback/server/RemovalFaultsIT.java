package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.humpback.core.ContainerState.Status;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.ContainerHistory;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What goes, though late, and what stays whatever was lost: on three real engines. */
@RequiresDocker
class RemovalFaultsIT {
    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(3);

    @TempDir
    private Path data;

    @TempDir
    private Path empty;

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
    @DisplayName("C8: remove while a node is down -> tombstone, removed on return")
    void c8_removesWhatRanOnADeadNodeWhenItReturns() {
        cluster.start(data);
        String removed = cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        cluster.engine(2).kill();
        cluster.awaitDown(2);

        Reply reply = cluster.client().remove(removed);
        assertThat(reply.status()).as(reply.content()).isEqualTo(200);
        assertThat(reply.data().path("Containers").toString()).contains("node3");
        assertThat(cluster.instances(0, 1).count()).isZero();
        cluster.awaitEvents("CreateMetaEvent", "RemoveMetaEvent");
        Reply again = cluster.client().create(CenterClient.meta("web", 2, TestImages.NOOP));
        assertThat(again.data().path("Created").asText()).isEqualTo("created all");
        Instances successors = cluster.instances(0, 1);

        cluster.engine(2).restart(); // Docker starts its container again
        cluster.awaitHealthy(2);
        await("sweep")
                .atMost(RealCluster.LIMIT)
                .until(() -> cluster.instances(2).count() == 0);
        assertThat(cluster.instances().starts()).isEqualTo(successors.starts());
        assertThat(cluster.receiver().names()).containsExactly("CreateMetaEvent", "RemoveMetaEvent");
        cluster.assertForeignUntouched(2);
    }

    @Test
    @DisplayName("C8: remove while a node is down, center restarted -> tombstone, removed on return")
    void c8_stillKnowsWhatItRemovedAfterARestart() {
        cluster.start(data);
        String removed = cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        cluster.engine(2).kill();
        cluster.awaitDown(2);
        assertThat(cluster.client().remove(removed).status()).isEqualTo(200);
        cluster.stop();
        cluster.engine(2).restart();
        assertThat(cluster.instances().count()).isOne();

        cluster.start(data);
        await("sweep").atMost(RealCluster.LIMIT).until(() -> cluster.instances().count() == 0);
        cluster.awaitEvents("CreateMetaEvent", "RemoveMetaEvent");
        cluster.assertForeignUntouched(2);
    }

    @Test
    @DisplayName("C12: empty data directory -> nothing deleted")
    void c12_deletesNothingThatAnEmptyDataDirectoryDoesNotExplain() {
        cluster.start(data);
        cluster.create(CenterClient.meta("web", 3, TestImages.NOOP));
        Instances before = cluster.instances();
        cluster.stop();

        try (ContainerHistory history = ContainerHistory.of(engines.all());
                Reports reports = new Reports()) {
            cluster.start(empty, "CENTER_CLUSTER_RECOVERYINTERVAL=1s");
            await("reports").atMost(RealCluster.LIMIT).until(() -> reports.name(before.names()));
            // a wish for the same names does not get them by force
            Reply wish = cluster.client().create(CenterClient.meta("web", 1, TestImages.NOOP));
            assertThat(wish.data().path("Created").asText()).isEqualTo("created all");
            assertThat(cluster.instances().without(before).all(Status.RUNNING)).isTrue();

            assertThat(history.removed()).isEmpty();
            assertThat(history.ended()).isEmpty();
            assertThat(cluster.instances().starts()).containsAllEntriesOf(before.starts());
        }
        cluster.stop();
        cluster.start(data);
        await("the old center's view")
                .atMost(RealCluster.LIMIT)
                .until(() -> cluster.client().list().path(0).path("Containers").size() == 3);
        assertThat(cluster.receiver().names()).containsExactly("CreateMetaEvent");
        cluster.assertForeignUntouched();
    }

    /** What the center says to its log of containers that it leaves alone. */
    private static final class Reports implements AutoCloseable {
        private final Logger log = (Logger) LoggerFactory.getLogger(LoopLog.class);
        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

        Reports() {
            lines.start();
            log.addAppender(lines);
        }

        boolean name(List<String> containers) {
            List<String> told = List.copyOf(lines.list).stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(line -> line.startsWith("left alone"))
                    .toList();
            return containers.stream().allMatch(name -> told.stream().anyMatch(line -> line.contains(name)));
        }

        @Override
        public void close() {
            log.detachAppender(lines);
        }
    }
}
