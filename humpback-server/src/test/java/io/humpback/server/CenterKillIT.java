package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerState.Status;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.HookReceiver;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A center that was killed in the middle of something and started again brings it to its end, once. */
@RequiresDocker
class CenterKillIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final int INSTANCES = 10;

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(2);

    @TempDir
    private Path directory;

    private HookReceiver receiver;
    private CenterProcess center;
    private int starts;

    @BeforeEach
    void listen() {
        receiver = HookReceiver.start();
    }

    @AfterEach
    void close() {
        if (center != null) {
            center.close();
        }
        receiver.close();
        engines.all().forEach(RealEngine::removeContainers);
    }

    private CenterClient start() {
        String endpoints = engines.all().stream().map(RealEngine::endpoint).collect(Collectors.joining(","));
        center = CenterProcess.start(
                directory.resolve("log" + ++starts),
                Map.of(
                        "CENTER_LISTEN_PORT",
                        "127.0.0.1:0",
                        "DOCKER_CLUSTER_HEARTBEAT",
                        "1s",
                        "HUMPBACK_DATA_DIR",
                        directory.resolve("data").toString(),
                        "HUMPBACK_ENGINES",
                        endpoints),
                "center");
        return center.client();
    }

    @ParameterizedTest(name = "at container {0}")
    @ValueSource(ints = {1, 3, 5})
    void createsEachInstanceOnceThoughItWasKilledWhileItCreated(int containers) {
        CompletableFuture<Reply> cutOff = start().createLater(
                        CenterClient.withHook(CenterClient.meta("web", INSTANCES, TestImages.NOOP), receiver.uri()));
        await("containers")
                .atMost(LIMIT)
                .pollInterval(LOOK)
                .until(() -> Instances.on(engines.all()).count() >= containers);
        center.kill();
        assertThat(cutOff).as("nothing was interrupted").failsWithin(LIMIT);

        CenterClient client = start();
        await("event").atMost(LIMIT).until(() -> !receiver.events().isEmpty());

        Instances created = Instances.on(engines.all());
        assertThat(created.names()).isEqualTo(Instances.namesOf("web", INSTANCES));
        assertThat(created.all(Status.RUNNING)).isTrue();
        assertThat(client.list()).hasSize(1);
        assertThat(client.remove(client.list().get(0).path("MetaId").asText()).status())
                .isEqualTo(200);
        assertThat(Instances.on(engines.all()).count()).isZero();
        await("last event").atMost(LIMIT).until(() -> receiver.names().contains("RemoveMetaEvent"));
        assertThat(receiver.names()).containsExactly("CreateMetaEvent", "RemoveMetaEvent");
        assertThat(receiver.events().stream().map(HookReceiver.Event::containerIds))
                .containsExactly(created.ids(), created.ids());
    }
}
