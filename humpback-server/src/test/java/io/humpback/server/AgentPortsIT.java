package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.HumpbackJar;
import io.humpback.server.testing.PortHolder;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent gives ports of its range on a host with a network of its own, in which other programs listen too. */
@RequiresDocker
@Timeout(300)
class AgentPortsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String API = "http://127.0.0.1:8500/v1/containers";

    @TempDir
    private static Path directory;

    private static RealEngines engines;
    private static HumpbackJar agent;

    @BeforeAll
    static void start() {
        engines = RealEngines.start(List.of(EngineOptions.named("ports").withBridge()));
        agent = HumpbackJar.startClassesBehind(
                engine().inNetwork(),
                directory.resolve("agent.log"),
                List.of("-Xmx64m"),
                Map.of("DOCKER_CONTAINER_PORTS_RANGE", "18100-18102"),
                List.of(
                        "agent",
                        "--listen",
                        "127.0.0.1:8500",
                        "--engine",
                        engine().socket().toString(),
                        "--data-dir",
                        directory.resolve("agent").toString()));
        agent.awaitPrinted("agent is up");
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
        if (engines != null) {
            engines.close();
        }
    }

    @AfterEach
    void removeContainers() {
        engine().removeContainers();
    }

    private static RealEngine engine() {
        return engines.get(0);
    }

    /** Returns what the agent answers, its status in the last line. */
    private static String create(String name, String ports) {
        String body = "{\"Name\":\"" + name + "\",\"Image\":\"" + TestImages.WEB + "\",\"Ports\":[" + ports + "]}";
        return engine().runInNetwork("curl", "-s", "-w", "\n%{http_code}", "-X", "POST", "-d", body, API);
    }

    private static int portOf(String name) {
        return engine().containers().stream()
                .filter(container -> container.name().equals(name))
                .map(ObservedContainer::spec)
                .flatMap(spec -> spec.ports().stream())
                .mapToInt(PortMapping::hostPort)
                .findFirst()
                .orElse(0);
    }

    private static void awaitServed(int port) {
        await("port " + port)
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> engine().runInNetwork("curl", "-s", "http://127.0.0.1:" + port + "/")
                        .strip()
                        .equals("1"));
    }

    @Test
    void givesTheLowestFreePortsUntilNoneIsLeftAndThoseOfContainersThatAreGone() {
        try (PortHolder holder = engine().listen(18100)) {
            assertThat(holder).isNotNull();
            assertThat(create("web-1", "{\"PrivatePort\":80}")).endsWith("\n200");
            assertThat(create("web-2", "{\"PrivatePort\":80,\"Type\":\"tcp\"}")).endsWith("\n200");

            assertThat(List.of(portOf("web-1"), portOf("web-2"))).containsExactly(18101, 18102);
            awaitServed(18101);
            awaitServed(18102);

            assertThat(create("web-3", "{\"PrivatePort\":80}"))
                    .contains("no port is free in the range 18100-18102")
                    .doesNotContain("\n200");
            assertThat(engine().containers()).hasSize(2);

            engine().runInNetwork("curl", "-s", "-X", "DELETE", API + "/web-1?force=true");

            assertThat(create("web-4", "{\"PrivatePort\":80}")).endsWith("\n200");
            assertThat(portOf("web-4")).isEqualTo(18101);
        }
    }

    @Test
    void leavesNothingBehindWhereAFixedPortIsHeldByAnotherProgram() {
        try (PortHolder holder = engine().listen(18200)) {
            assertThat(holder).isNotNull();
            assertThat(create("fixed", "{\"PrivatePort\":80,\"PublicPort\":18200}"))
                    .contains("18200")
                    .doesNotContain("\n200");
        }
        assertThat(engine().containers()).isEmpty();
    }
}
