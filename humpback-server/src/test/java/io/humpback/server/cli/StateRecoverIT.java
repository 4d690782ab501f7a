package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.cli.Commands.Ended;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.testing.AgentCluster;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A center loses its data directory; its hosts have agents, which join the command as they join a center. */
@RequiresDocker
@Timeout(300)
class StateRecoverIT {
    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(2);

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
    void b4_knowsAgainWhatRunsOnHostsThatJoined() throws IOException {
        cluster = AgentCluster.byToken(engines, directory);
        cluster.start();
        var wish = CenterClient.meta("web", 4, TestImages.NOOP);
        CenterClient.config(wish).put("Command", "sh -c 'sleep 1000; echo end'");
        String meta = cluster.create(wish);
        Instances before = cluster.awaitComplete("web", 4);
        comeUnderALeaderWhoMakesNothing(meta);
        cluster.stopCenter();
        lose(Path.of(cluster.environment().get("HUMPBACK_DATA_DIR")));

        Ended ended = Commands.run(cluster.environment(), "state", "recover", "--nodes", "2", "--wait", "2m");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("recovers 4 instances of 1 metas, 1 of them lost", "start the centers");
        cluster.startCenter();
        cluster.awaitAllHealthy();
        assertThat(cluster.instances().starts())
                .as("nothing made, nothing removed")
                .isEqualTo(before.starts());
        try (DockerEngine docker = cluster.engine(0).connect()) {
            docker.remove(cluster.instances(0).containers().get(0).id(), AgentCluster.LIMIT);
        }
        Instances restored = cluster.awaitComplete("web", 4);
        assertThat(restored.without(before).containers())
                .as("made anew from the same configuration")
                .singleElement()
                .satisfies(made -> assertThat(made.spec().command()).isEqualTo("sh -c 'sleep 1000; echo end'"));
        cluster.assertForeignUntouched();
    }

    /** So that the agents have seen a newer epoch than any container's label names. */
    private void comeUnderALeaderWhoMakesNothing(String meta) {
        cluster.stopCenter();
        cluster.startCenter();
        cluster.awaitAllHealthy();
        assertThat(cluster.client().operate(meta, "pause").status()).isEqualTo(200);
        assertThat(cluster.client().operate(meta, "unpause").status()).isEqualTo(200);
    }

    private static void lose(Path data) throws IOException {
        List<Path> lost;
        try (var files = Files.walk(data)) {
            lost = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : lost) {
            Files.delete(file);
        }
    }
}
