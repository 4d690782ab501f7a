package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RestartPolicy;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R11 on a real engine, more containers than there are calls at a time; the agent's time passes as the test says. */
@RequiresDocker
@Timeout(300)
class DisconnectWatchIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LEASH = Duration.ofSeconds(10);
    private static final int STUBBORN = 40;
    private static final String DEAF = "sh -c 'trap \"\" TERM INT; while true; do sleep 1; done'";
    private static final String HEEDFUL = "sh -c 'trap \"exit 0\" TERM; while true; do sleep 1; done'";

    private static RealEngines engines;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        engines = RealEngines.start(1);
    }

    @AfterAll
    static void stop() {
        if (engines != null) {
            engines.close();
        }
    }

    private static void run(DockerHost host, String name, String command, Duration leash, int index) {
        ContainerSpec spec = ContainerSpec.builder(name, TestImages.NOOP)
                .networkMode("host")
                .command(command)
                .restartPolicy(new RestartPolicy("always", 0))
                .build();
        Map<String, String> labels =
                new HashMap<>(new InstanceIdentity("c1", GroupId.of("g"), MetaId.of("m"), index, 1, 1, 1).labels());
        labels.putAll(StopOnDisconnect.label(leash));
        host.start(host.create(new ContainerRequest(name, spec, labels), LIMIT), LIMIT);
    }

    private static List<String> running(DockerHost host) {
        return host.list(LIMIT).stream()
                .filter(container -> container.state().isLive())
                .map(ObservedContainer::name)
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("R11: forty that ignore SIGTERM are dead within the margin, restart policies or not")
    void r11_endsMoreThanThereAreCallsAtATime() {
        RealEngine engine = engines.get(0);
        TestingUptime uptime = new TestingUptime(directory.resolve("proc"));
        ExecutorService calls = Executors.newFixedThreadPool(16);
        try (DockerHost host = new DockerConnector(DockerSettings.DEFAULT).host(engine.endpoint())) {
            for (int i = 1; i <= STUBBORN; i++) {
                run(host, "deaf-" + i, DEAF, LEASH, i);
            }
            run(host, "heedful", HEEDFUL, LEASH, STUBBORN + 1);
            run(host, "free", HEEDFUL, Duration.ZERO, STUBBORN + 2);
            LastContact contact = new LastContact(uptime.clock(), directory.resolve("contact"));
            DisconnectWatch watch =
                    new DisconnectWatch(LastWord.to(host), contact, () -> Optional.of(new Fence("c1", 1)), calls);
            contact.note(contact.now());

            uptime.pass(LEASH.plusSeconds(1));
            watch.look();
            await("who heeds it").atMost(LIMIT).until(() -> !running(host).contains("heedful"));
            assertThat(running(host)).hasSize(STUBBORN + 1).contains("free");
            uptime.pass(StopOnDisconnect.GRACE);
            watch.look();

            assertThat(running(host)).containsExactly("free");
            ObservedContainer heedful = host.inspect("heedful", LIMIT);
            assertThat(heedful.state().exitCode()).as("asked, not killed").isZero();
        } finally {
            calls.shutdownNow();
        }
    }
}
