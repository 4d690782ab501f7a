package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.HumpbackJar;
import io.humpback.server.testing.TestCertificates;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host joins a center by the line that the center prints, and goes; both are the runnable jar. */
@Timeout(300)
class AgentJoinIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final SimulatedEngines engines = SimulatedEngines.start(2);
    private HumpbackJar center;
    private CenterClient client;
    private List<String> join;

    /** Its own engine is one that never answers, so that the joined ones are the only healthy nodes. */
    @BeforeEach
    void startCenter() {
        center = startCenter("data");
        client = new CenterClient(
                URI.create(center.awaitPrinted("is up: (http://\\S+)").group(1)));
        Matcher line = center.awaitPrinted("humpback (agent --join http://\\S+ --token \\S+)");
        join = List.of(line.group(1).split(" "));
    }

    private HumpbackJar startCenter(String data, String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--listen", "0.0.0.0:0"));
        arguments.addAll(List.of("--data-dir", directory.resolve(data).toString()));
        arguments.addAll(List.of("--engine", "unix://" + directory.resolve("none.sock")));
        arguments.addAll(List.of(more));
        return HumpbackJar.start(directory.resolve("center-" + data + ".log"), List.of(), Map.of(), arguments);
    }

    @AfterEach
    void stop() {
        center.close();
        engines.close();
    }

    private HumpbackJar startAgent(String name, int engine) {
        List<String> arguments = new ArrayList<>(join);
        arguments.addAll(List.of(
                "--name",
                name,
                "--engine",
                engines.get(engine).endpoint(),
                "--listen",
                "127.0.0.1:0",
                "--data-dir",
                directory.resolve(name).toString()));
        return HumpbackJar.start(
                directory.resolve(name + ".log"),
                List.of("-Xmx64m"),
                Map.of("DOCKER_CLUSTER_HEARTBEAT", "2s", "DOCKER_CLUSTER_TTL", "6s"),
                arguments);
    }

    private String state(String name) {
        for (JsonNode engine : client.engines()) {
            if (engine.path("Name").asText().equalsIgnoreCase(name)) {
                return engine.path("StateText").asText();
            }
        }
        return "";
    }

    private void awaitHealthy(String name) {
        await(name + " is healthy").atMost(LIMIT).until(() -> state(name).equals("Healthy"));
    }

    @Test
    void joinsByTheLineThatTheCenterPrintsAndLeavesAtOnce() throws Exception {
        try (HumpbackJar agent = startAgent("n1", 0)) {
            awaitHealthy("n1");
            String token =
                    Files.readString(directory.resolve("data/agent-token")).strip();
            assertThat(join).contains(token);

            long start = System.nanoTime();
            agent.terminate();
            center.awaitPrinted("node left: node=\\S+, name=n1");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the time to say goodbye, far below the TTL")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(agent.printed()).contains("left: target=").doesNotContain(token);
            await("n1 is not healthy").atMost(LIMIT).until(() -> !state("n1").equals("Healthy"));
        }
    }

    @Test
    void joinsByCertificateByTheLineThatTheCenterPrints() {
        Path authority = directory.resolve("authority");
        TestCertificates.authority(authority);
        TestCertificates.member(authority, directory.resolve("own"), "IP:127.0.0.1");
        TestCertificates.member(authority, directory.resolve("of-n1"), "IP:127.0.0.1");
        String own = directory.resolve("own").toString();
        try (HumpbackJar secured = startCenter(
                "secured",
                "--cluster-ca",
                own + "/ca.pem",
                "--cluster-cert",
                own + "/cert.pem",
                "--cluster-key",
                own + "/key.pem")) {
            Matcher line = secured.awaitPrinted("humpback (agent --join https://\\S+ --tlscacert .*)");
            join = List.of(line.group(1)
                    .replaceAll("(\\w+\\.pem)", directory.resolve("of-n1") + "/$1")
                    .split(" "));
            try (HumpbackJar agent = startAgent("n1", 0)) {
                agent.awaitPrinted("announced: target=https://127.0.0.1:");
                secured.awaitPrinted("node is healthy: node=");
                assertThat(secured.printed()).contains("node joined: node=").contains("endpoint=https://127.0.0.1:");
                assertThat(secured.printed()).doesNotContain("--token ", "connection refused");
            }
        }
    }

    @Test
    void isForgottenWhenItIsKilledAndFoundAgainAfterARestart() {
        HumpbackJar killed = startAgent("n1", 0);
        try {
            awaitHealthy("n1");
        } finally {
            killed.kill();
        }
        center.awaitPrinted("node was not announced in time: node=\\S+, name=n1");

        try (HumpbackJar again = startAgent("n1", 0)) {
            again.awaitPrinted("announced: target=");
            awaitHealthy("n1");
        }
    }

    @Test
    void runsContainersThroughTwoAgents() {
        try (HumpbackJar one = startAgent("n1", 0);
                HumpbackJar two = startAgent("n2", 1)) {
            awaitHealthy("n1");
            awaitHealthy("n2");

            CenterClient.Reply created = client.create(CenterClient.meta("web", 4, "example/web:1"));

            assertThat(created.status()).as(created.content()).isEqualTo(200);
            assertThat(engines.all())
                    .as(() -> center.printed() + one.printed() + two.printed())
                    .allSatisfy(engine -> assertThat(engine.containers()).hasSize(2));
            assertThat(client.remove(created.metaId()).status()).isEqualTo(200);
            assertThat(one.printed() + two.printed()).doesNotContain("ERROR");
        }
    }

    @Test
    void n10_refusesASecondAgentWithTheSameKeyAndLetsTheFirstGoOn() throws Exception {
        try (HumpbackJar first = startAgent("n1", 0)) {
            awaitHealthy("n1");
            Files.createDirectories(directory.resolve("n2"));
            Files.copy(directory.resolve("n1/key"), directory.resolve("n2/key"));

            try (HumpbackJar clone = startAgent("n2", 1)) {
                clone.awaitPrinted("center says 409: another agent is announced with this key");
                assertThat(state("n1")).isEqualTo("Healthy");
            }
            assertThat(first.printed()).doesNotContain("409");
        }
    }
}
