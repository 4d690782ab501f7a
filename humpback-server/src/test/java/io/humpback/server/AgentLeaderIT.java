package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeState;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.AgentHost;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.LogLines;
import io.humpback.server.testing.TcpForwarder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A leader that was replaced and does not know it has no effect through an agent any more. */
@Timeout(300)
class AgentLeaderIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String TOKEN = "the-token-of-a-cluster-in-a-test";

    @TempDir
    private Path directory;

    private final SimulatedEngines engines = SimulatedEngines.start(1);
    private final SimulatedEngine engine = engines.get(0);
    private AgentHost host;
    private Center old;
    private Center next;

    @BeforeEach
    void prepare() {
        host = new AgentHost("node1", engine.endpoint(), directory);
    }

    @AfterEach
    void close() {
        host.close();
        if (old != null) {
            old.close();
        }
        if (next != null) {
            next.close();
        }
        engines.close();
    }

    private Center start(String data) {
        Map<String, String> settings = Map.of(
                "HUMPBACK_TOKEN", TOKEN,
                "HUMPBACK_DATA_DIR", directory.resolve(data).toString(),
                "CENTER_LISTEN_PORT", "127.0.0.1:0",
                "DOCKER_CLUSTER_HEARTBEAT", "1s",
                "CENTER_CLUSTER_REMOVEDELAY", "0s");
        return Center.start(new ConfigLoader().environment(settings).load().config(), DockerSettings.DEFAULT, "test");
    }

    /** As a store does that several centers share: the next leader finds what the old one had committed. */
    private void copyState(String from, String to) throws Exception {
        Path target = Files.createDirectories(directory.resolve(to)).resolve("humpback.db");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(from + "/humpback.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + target + "'");
        }
    }

    private static void awaitHealthy(Center center) {
        await("healthy")
                .atMost(LIMIT)
                .until(() -> center.view().nodes().stream().anyMatch(node -> node.state() == NodeState.HEALTHY));
    }

    @Test
    @DisplayName("C2: leader stopped and resumed -> its calls are refused (412), also after the agent was restarted")
    void c2_refusesTheCallsOfALeaderThatWasReplaced() throws Exception {
        old = start("old");
        try (TcpForwarder network = TcpForwarder.to(old.uri().getPort());
                LogLines log = LogLines.start()) {
            host.with(Map.of("HUMPBACK_TOKEN", TOKEN)).start(URI.create("http://127.0.0.1:" + network.port()));
            awaitHealthy(old);
            CenterClient oldClient = new CenterClient(old.uri());
            String web = oldClient
                    .create(CenterClient.meta("web", 2, "example/web:1"))
                    .metaId();
            String other = oldClient
                    .create(CenterClient.meta("other", 1, "example/web:1"))
                    .metaId();

            copyState("old", "next");
            next = start("next");
            network.redirect(next.uri().getPort());
            awaitHealthy(next);
            CenterClient nextClient = new CenterClient(next.uri());
            Reply scaled = nextClient.scale(web, 3);
            assertThat(scaled.status()).as(scaled.content()).isEqualTo(200);
            List<String> containers = engine.containers();
            assertThat(containers).hasSize(4);

            CompletableFuture<Reply> removal = CompletableFuture.supplyAsync(() -> oldClient.remove(web));
            await("refusal").atMost(LIMIT).until(() -> refusals(log) > 0);
            host.agent().kill();
            host.restart();
            awaitAnswering(old);
            int refused = refusals(log);
            CompletableFuture<Reply> stop = CompletableFuture.supplyAsync(() -> oldClient.operate(other, "stop"));
            await("refusal by the agent that was restarted").atMost(LIMIT).until(() -> refusals(log) > refused);

            assertThat(engine.containers()).isEqualTo(containers);
            assertThat(engine.state("CLUSTER-default-other-1")).contains("running");
            awaitHealthy(next);
            assertThat(nextClient.scale(web, 1).status()).isEqualTo(200);
            assertThat(engine.containers()).hasSize(2);
            removal.cancel(true); // their ends are of no interest, and may be far away
            stop.cancel(true);
        }
    }

    /** The old leader is not told of announcements any more. */
    private static void awaitAnswering(Center center) {
        await("probed")
                .atMost(LIMIT)
                .until(() -> center.view().nodes().stream()
                        .anyMatch(node -> node.stateReason().equals("announced no more, but it answers")));
    }

    private static int refusals(LogLines log) {
        return (int) log.all().stream()
                .filter(line -> line.contains("is over, the newest leader has "))
                .count();
    }
}
