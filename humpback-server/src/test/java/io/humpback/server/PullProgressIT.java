package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestingRegistry;
import io.humpback.server.testing.TestingRegistry.Guard;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a center tells of an image that a real engine fetches, behind an agent, from a registry that takes its time. */
@RequiresDocker
@Timeout(300)
class PullProgressIT {
    @TempDir
    private Path directory;

    private RealEngines engines;
    private TestingRegistry registry;
    private RealCluster cluster;

    @BeforeEach
    void start() {
        engines = RealEngines.start(1);
        registry = TestingRegistry.start(Guard.OPEN);
        cluster = RealCluster.on(engines).throughAgents();
        cluster.start(directory);
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
        if (registry != null) {
            registry.close();
        }
        if (engines != null) {
            engines.close();
        }
    }

    private JsonNode pulls() {
        return cluster.client().pulls();
    }

    @Test
    void showsAPullAtTheCenterWhileItIsUnderWayAndNotAfter() {
        registry.push("slow", "1", "content");
        registry.hold("slow");
        String image = registry.image("slow:1");
        assertThat(pulls()).isEmpty();

        CompletableFuture<Reply> created = cluster.client().createLater(CenterClient.meta("web", 1, image));
        await("bytes")
                .atMost(RealCluster.LIMIT)
                .until(() -> pulls().path(0).path("bytes").asLong() > 0);

        JsonNode pull = pulls().path(0);
        assertThat(pull.path("stage").asText()).isEqualTo("downloading");
        assertThat(pull.path("image").asText()).isEqualTo(image);
        assertThat(pull.path("node").asText()).isEqualTo(engines.get(0).hostName());
        assertThat(pull.path("container").asText()).isEqualTo("CLUSTER-default-web-1");
        assertThat(pull.path("layers").asInt()).isEqualTo(1);
        assertThat(pull.path("layersDone").asInt()).isZero();
        assertThat(pull.path("totalBytes").asLong())
                .isGreaterThan(pull.path("bytes").asLong());
        assertThat(created).isNotDone();
        registry.release();
        Reply reply = created.join();
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        assertThat(pull.path("metaId").asText()).isEqualTo(reply.metaId());
        assertThat(pulls()).isEmpty();
    }
}
