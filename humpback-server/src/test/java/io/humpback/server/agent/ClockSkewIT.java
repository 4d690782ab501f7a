package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeState;
import io.humpback.core.contract.ClusterToken;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.Center;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.LogLines;
import io.humpback.server.testing.TcpForwarder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts whose clocks are an hour before or behind the center's are members as any other: C9, B1. */
@Timeout(300)
class ClockSkewIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration TTL = Duration.ofSeconds(6);
    private static final ClusterToken TOKEN = new ClusterToken("the-token-of-a-cluster-in-a-test");

    @TempDir
    private Path directory;

    private Center center;
    private SimulatedEngines engines;
    private Agent agent;
    private int port;
    private TcpForwarder network;

    @BeforeEach
    void start() {
        Map<String, String> settings = Map.of(
                "HUMPBACK_TOKEN", TOKEN.value(),
                "HUMPBACK_DATA_DIR", directory.resolve("data").toString(),
                "CENTER_LISTEN_PORT", "127.0.0.1:0",
                "DOCKER_CLUSTER_HEARTBEAT", "1s",
                "CENTER_CLUSTER_MIGRATEDELAY", "60s");
        center = Center.start(new ConfigLoader().environment(settings).load().config(), DockerSettings.DEFAULT, "test");
        network = TcpForwarder.to(center.uri().getPort());
    }

    @AfterEach
    void close() {
        if (agent != null) {
            agent.close();
        }
        network.close();
        center.close();
        if (engines != null) {
            engines.close();
        }
    }

    private static InstantSource off(int minutes) {
        return InstantSource.offset(InstantSource.system(), Duration.ofMinutes(minutes));
    }

    private SimulatedEngine engine(int minutes) {
        engines = SimulatedEngines.start(List.of(EngineProfile.named("node1")), off(minutes));
        return engines.get(0);
    }

    /** Starts the agent, which takes any port the first time and the same one from then on. */
    private void startAgent(SimulatedEngine engine, int minutes) {
        DockerHost host = new DockerConnector(DockerSettings.DEFAULT).host(engine.endpoint());
        AgentSetup setup = new AgentSetup(
                directory.resolve("agent"),
                AnnouncementPlace.center(URI.create("http://127.0.0.1:" + network.port()), TOKEN, null),
                TOKEN,
                "127.0.0.1",
                "",
                "node1",
                "",
                null,
                new AnnouncerSettings(Duration.ofSeconds(1), TTL),
                "test");
        AgentSettings api = AgentSettings.of(directory.resolve("agent"))
                .withAddress("127.0.0.1", port)
                .withSecurity(TOKEN.value(), null);
        AgentServer server = new AgentServer(api, host);
        AgentService service = new AgentService() {
            @Override
            public int start() {
                return server.start();
            }

            @Override
            public void close() {
                server.close();
            }
        };
        agent = Agent.start(setup, host, key -> service, off(minutes));
        port = agent.port();
    }

    private NodeView node() {
        return center.view().nodes().stream().findFirst().orElseThrow();
    }

    private void awaitHealthy() {
        await("healthy")
                .atMost(LIMIT)
                .until(() -> center.view().nodes().stream()
                        .anyMatch(node -> node.state() == NodeState.HEALTHY
                                && node.status().downSince() == null));
    }

    @ParameterizedTest(name = "{0} minutes")
    @ValueSource(ints = {-60, 60})
    void keepsAHostWhoseClockIsWrong(int minutes) {
        SimulatedEngine engine = engine(minutes);
        startAgent(engine, minutes);
        awaitHealthy();
        CenterClient client = new CenterClient(center.uri());
        String meta =
                client.create(CenterClient.meta("web", 1, "example/web:1")).metaId();
        try (LogLines log = LogLines.start()) {
            await("longer than a lease")
                    .during(TTL.plusSeconds(2))
                    .atMost(LIMIT)
                    .until(() -> node().state() == NodeState.HEALTHY);

            assertThat(client.operate(meta, "restart").status()).isEqualTo(200);
            assertThat(engine.containers()).hasSize(1);
            assertThat(log.all()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        }
    }

    @ParameterizedTest(name = "from {0} minutes")
    @ValueSource(ints = {-60, 60})
    void knowsAnAgentAgainAfterItsClockWasSetByTwoHours(int minutes) {
        SimulatedEngine engine = engine(minutes);
        startAgent(engine, minutes);
        awaitHealthy();
        CenterClient client = new CenterClient(center.uri());
        client.create(CenterClient.meta("web", 1, "example/web:1"));

        agent.close();
        await("death").atMost(LIMIT).until(() -> node().status().downSince() != null);
        startAgent(engine, -minutes);
        awaitHealthy();

        assertThat(engine.state("CLUSTER-default-web-1")).contains("running");
        assertThat(center.view().nodes()).hasSize(1);
    }

    @ParameterizedTest(name = "{0} minutes")
    @ValueSource(ints = {-60, 60})
    void endsTheLeaseOfAHostWhoseClockIsWrongWhenItCannotRenewAndTakesItBack(int minutes) {
        SimulatedEngine engine = engine(minutes);
        startAgent(engine, minutes);
        awaitHealthy();
        new CenterClient(center.uri()).create(CenterClient.meta("web", 1, "example/web:1"));

        network.cut();
        await("end of the lease")
                .atMost(LIMIT)
                .until(() -> node().stateReason().equals("announced no more, but it answers"));
        network.mend();

        awaitHealthy();
        assertThat(engine.state("CLUSTER-default-web-1")).contains("running");
    }
}
