package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerSpecBuilder;
import io.humpback.core.Fence;
import io.humpback.core.HealthCheck;
import io.humpback.core.LogConfig;
import io.humpback.core.PullPolicy;
import io.humpback.core.RunOptions;
import io.humpback.core.Ulimit;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.AgentEngine;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.EngineQuery;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limit as a center asks for it through an agent, looked at in the container that a real engine has made of it. */
@RequiresDocker
@Timeout(300)
class ContainerLimitsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static RealEngines engines;
    private static DockerHost host;
    private static AgentServer server;
    private static AgentConnector connector;
    private static AgentEngine agent;

    @BeforeAll
    static void start() {
        engines = RealEngines.start(1);
        host = new DockerConnector(DockerSettings.DEFAULT)
                .host(engines.get(0).socket().toString());
        server = new AgentServer(TestingAgent.settings(directory), host);
        connector = new AgentConnector(AgentAccess.withToken(""), () -> new Fence(TestingAgent.CLUSTER, 1));
        agent = connector.connect("http://127.0.0.1:" + server.start());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            connector.close();
            server.close();
            host.close();
        }
        if (engines != null) {
            engines.close();
        }
    }

    @AfterEach
    void removeContainers() {
        engines.get(0).removeContainers();
    }

    private static String create(UnaryOperator<ContainerSpecBuilder> wish) {
        ContainerSpec spec =
                wish.apply(ContainerSpec.builder("limited", TestImages.NOOP)).build();
        return agent.create(new ContainerRequest("limited", spec, TestingAgent.IDENTITY.labels()), LIMIT);
    }

    private static JsonNode inspected(String id) {
        return host.readTree(EngineQuery.container(id), LIMIT);
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                limit("/HostConfig/Memory", "67108864", spec -> spec.memoryBytes(64L << 20)),
                limit("/HostConfig/CpuShares", "512", spec -> spec.cpuShares(512)),
                limit("/HostConfig/NanoCpus", "250000000", spec -> spec.cpuMillis(250)),
                limit("/HostConfig/PidsLimit", "50", spec -> spec.pidsLimit(50)),
                limit("/HostConfig/ShmSize", "1048576", spec -> spec.shmBytes(1 << 20)),
                limit("/HostConfig/Init", "true", spec -> spec.init(true)),
                limit(
                        "/HostConfig/CapDrop",
                        "[\"CHOWN\",\"NET_RAW\"]",
                        spec -> spec.capDrop(List.of("NET_RAW", "CAP_CHOWN"))),
                limit(
                        "/HostConfig/Ulimits",
                        "[{\"Name\":\"nofile\",\"Hard\":200,\"Soft\":100}]",
                        spec -> spec.ulimits(List.of(new Ulimit("nofile", 100, 200)))),
                limit(
                        "/HostConfig/LogConfig",
                        "{\"Type\":\"json-file\",\"Config\":{\"max-file\":\"3\",\"max-size\":\"10m\"}}",
                        spec -> spec.logConfig(new LogConfig("json-file", Map.of("max-size", "10m", "max-file", "3")))),
                limit(
                        "/Config/Healthcheck",
                        "{\"Test\":[\"CMD\",\"true\"],\"Interval\":1000000000,\"Timeout\":2000000000,"
                                + "\"StartPeriod\":500000000,\"Retries\":4}",
                        spec -> spec.healthCheck(new HealthCheck(
                                List.of("CMD", "true"),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(500),
                                4))));
    }

    private static Arguments limit(String place, String value, UnaryOperator<ContainerSpecBuilder> wish) {
        return Arguments.of(place, value, wish);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void reachesTheContainerAndIsReadBack(String place, String value, UnaryOperator<ContainerSpecBuilder> wish) {
        String id = create(wish);

        assertThat(inspected(id).at(place)).hasToString(value);
        ContainerSpec wished =
                wish.apply(ContainerSpec.builder("limited", TestImages.NOOP)).build();
        ContainerSpec read = agent.inspect(id, LIMIT).spec();
        assertThat(read.runOptions()).isEqualTo(wished.runOptions());
        assertThat(read.ulimits()).isEqualTo(wished.ulimits());
        assertThat(read.memoryBytes()).isEqualTo(wished.memoryBytes());
    }

    @Test
    void saysNothingToTheEngineByDefault() {
        JsonNode container = inspected(create(spec -> spec));

        assertThat(container.at("/Config/Healthcheck").isMissingNode()).isTrue();
        assertThat(container.at("/HostConfig/NanoCpus").asLong()).isZero();
        assertThat(container.at("/HostConfig/PidsLimit").asLong()).isZero();
        assertThat(container.at("/HostConfig/Init").asBoolean()).isFalse();
        assertThat(container.at("/HostConfig/CapDrop").isNull()).isTrue();
        assertThat(agent.list(LIMIT).get(0).spec().runOptions()).isEqualTo(RunOptions.DEFAULT);
    }

    @Test
    void holdsTheContainerToWhatItWasGiven() {
        String id = create(spec -> spec.init(true)
                .capDrop(List.of("ALL"))
                .ulimits(List.of(new Ulimit("nofile", 100, 200)))
                .command("sh -c 'ulimit -n; cat /proc/self/status; cat /proc/1/comm; sleep 1000000'"));
        agent.start(id, LIMIT);

        await("its output").atMost(LIMIT).until(() -> output(id).contains("docker-init"));
        assertThat(output(id)).contains("100").containsPattern("CapEff:\\s+0000000000000000");
    }

    private static String output(String id) {
        try (var logs = host.open(EngineQuery.logs(id, "all", "", false), LIMIT)) {
            return new String(logs.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({"true, healthy", "false, unhealthy"})
    void isJudgedByItsHealthCheck(String command, String health) {
        String id = create(spec -> spec.healthCheck(new HealthCheck(
                List.of("CMD-SHELL", command), Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ZERO, 1)));
        agent.start(id, LIMIT);

        await(health)
                .atMost(LIMIT)
                .until(() -> agent.inspect(id, LIMIT).state().health().equals(health));
    }

    @Test
    void isMadeAnewWithAllThatItHad() {
        RunOptions options = new RunOptions(
                250,
                50,
                true,
                List.of("NET_RAW"),
                new HealthCheck(List.of("CMD", "true"), Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, 2),
                PullPolicy.OF_HOST);

        ContainerRequest again = host.recreation(create(spec -> spec.runOptions(options)), LIMIT);

        assertThat(again.spec().runOptions()).isEqualTo(options);
    }

    @Test
    void isRefusedByFieldAndRuleBeforeTheEngineIsAsked() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> create(spec -> spec.shmBytes(1)))
                .matches(refusal -> refusal.status() == 403)
                .withMessageContaining("SHMSize")
                .withMessageContaining("shm");
        assertThat(agent.list(LIMIT)).isEmpty();
    }

    @Test
    void leavesOutAnImageThatItMayNotFetch() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> create(spec -> spec.image("hb/absent:1").pullPolicy(PullPolicy.NEVER)))
                .matches(EngineRefusedException::isNotFound);
    }
}
