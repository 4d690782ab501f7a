package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.NodeState;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.simulated.SimulatedImage;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A10 over HTTP: records that were forged, sent once more or deleted, at a center with a real agent. */
class JoinDefenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final SimulatedEngines engines = SimulatedEngines.start(
            List.of(EngineProfile.named("n1").withImages(List.of(SimulatedImage.named("app:1")))),
            InstantSource.system());
    private DockerHost host;
    private AgentServer agent;
    private int port;
    private Center center;

    @BeforeEach
    void start() {
        host = new DockerConnector(DockerSettings.DEFAULT).host(engines.get(0).endpoint());
        agent = new AgentServer(
                AgentSettings.of(directory).withAddress("127.0.0.1", 0).withSecurity(TOKEN.value(), null), host);
        port = agent.start();
        center = startCenter();
    }

    @AfterEach
    void stop() {
        center.close();
        agent.close();
        host.close();
        engines.close();
    }

    private Center startCenter() {
        return Center.start(
                new ConfigLoader()
                        .flag(
                                "data-dir",
                                "--data-dir",
                                directory.resolve("data").toString())
                        .flag("listen", "--listen", "127.0.0.1:0")
                        .flag("token", "--token", TOKEN.value())
                        .flag("heartbeat", "--heartbeat", "1s")
                        .flag("migrate-delay", "--migrate-delay", "1s")
                        .load()
                        .config(),
                DockerSettings.DEFAULT,
                "test");
    }

    private NodeRecord record(int announced, long stamp) {
        return RecordSignature.sign(KEY, unsigned(announced, stamp), TOKEN);
    }

    private static NodeRecord unsigned(int announced, long stamp) {
        return new NodeRecord(
                        "ENGINE-1",
                        "n1",
                        "127.0.0.1",
                        "127.0.0.1:" + announced,
                        4,
                        8L << 30,
                        "",
                        "",
                        "x86_64",
                        "",
                        "linux",
                        List.of("zone=a"),
                        "0.1",
                        "20.10")
                .asOurs("start-1", null, false, stamp);
    }

    private static ObjectNode body(NodeRecord record) {
        ObjectNode body = JSON.createObjectNode().put("ttlSeconds", 5);
        body.set("node", JSON.valueToTree(record));
        return body;
    }

    private HttpResponse<String> call(String method, String path, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(center.uri().resolve("/v2/nodes/" + path))
                            .timeout(LIMIT)
                            .header("Authorization", TOKEN.authorization())
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> announce(NodeRecord record) {
        return call("PUT", KEY, body(record).toString());
    }

    private NodeView node() {
        return center.view().nodes().stream().findFirst().orElseThrow();
    }

    private void awaitState(NodeState state) {
        await(state.name()).atMost(LIMIT).until(() -> !center.view().nodes().isEmpty() && node().state() == state);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What a writer might change in a record that he has seen, as a pointer and a value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/node/apiaddr=6.6.6.6:8500",
                "/node/ip=6.6.6.6",
                "/node/name=other",
                "/node/id=ENGINE-2",
                "/node/cpus=400",
                "/node/memory=1",
                "/node/stamp=99",
                "/node/instance=start-2",
                "/node/zone=b",
                "/node/tls=true",
                "/node/epochs=false",
                "/node/protocol=9",
                "/node/signature=AAAA",
                "/node/signature="
            })
    @DisplayName("A10: a record in which anything was changed -> 403, and there is no such node")
    void a10_refusesAForgedRecord(String change) throws Exception {
        ObjectNode body = body(record(port, 1));
        String field = change.substring("/node/".length(), change.indexOf('='));
        String value = change.substring(change.indexOf('=') + 1);
        JsonNode forged = value.matches("\\d+|true|false")
                ? JSON.readTree(value)
                : JSON.getNodeFactory().textNode(value);
        ((ObjectNode) body.get("node")).set(field, forged);

        HttpResponse<String> answer = call("PUT", KEY, body.toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("urn:humpback:problem:forged-record").doesNotContain(TOKEN.value());
        assertThat(center.view().nodes()).isEmpty();
    }

    @Test
    @DisplayName("A10: no signature, another cluster's, another agent's key -> 403")
    void a10_refusesWhatTheClusterHasNotSigned() {
        NodeRecord others = RecordSignature.sign(KEY, unsigned(port, 1), new ClusterToken("another-clusters-token"));

        assertThat(announce(unsigned(port, 1)).statusCode()).isEqualTo(403);
        assertThat(announce(others).statusCode()).isEqualTo(403);
        assertThat(call("PUT", "another-key", body(record(port, 1)).toString()).statusCode())
                .isEqualTo(403);
        assertThat(center.view().nodes()).isEmpty();
    }

    @Test
    @DisplayName("A10: a record sent once more -> 409 with the newest stamp, and the address stays the newer one")
    void a10_refusesAReplayedRecord() throws Exception {
        NodeRecord old = record(closedPort(), 1);
        announce(old);
        announce(record(port, 2));
        awaitState(NodeState.HEALTHY);

        HttpResponse<String> answer = announce(old);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(answer.body()).path("newestStamp").asLong()).isEqualTo(2);
        assertThat(node().node().endpoint()).endsWith(":" + port);
    }

    @Test
    @DisplayName("A10: a restart of the center forgets stamps -> a replay counts until the next heartbeat, which wins")
    void a10_followsTheNextHeartbeatAfterARestart() throws Exception {
        NodeRecord old = record(closedPort(), 1);
        announce(old);
        announce(record(port, 2));
        awaitState(NodeState.HEALTHY);
        center.close();
        center = startCenter();

        assertThat(announce(old).statusCode())
                .as("whoever can send it has the token")
                .isEqualTo(200);
        assertThat(announce(record(port, 3)).statusCode()).isEqualTo(200);
        assertThat(announce(old).statusCode()).isEqualTo(409);

        awaitState(NodeState.HEALTHY);
        assertThat(node().node().endpoint()).endsWith(":" + port);
    }

    @Test
    @DisplayName("A10: the record of a live agent is deleted -> an alarm and no migration (R7), back by a heartbeat")
    void a10_movesNothingWhenARecordIsDeleted() {
        announce(record(port, 1));
        awaitState(NodeState.HEALTHY);
        Reply created = new CenterClient(center.uri()).create(CenterClient.meta("web", 1, "app:1"));
        assertThat(created.status()).as(created.content()).isEqualTo(200);
        List<String> before = engines.get(0).containers();

        assertThat(call("DELETE", KEY + "?instance=start-1", "").statusCode()).isEqualTo(204);
        awaitState(NodeState.SUSPECT);

        await("far longer than the delay")
                .during(Duration.ofSeconds(5))
                .atMost(LIMIT)
                .until(() -> node().state() == NodeState.SUSPECT
                        && node().status().downSince() == null
                        && engines.get(0).containers().equals(before));
        assertThat(node().stateReason()).contains("announced no more, but it answers");
        assertThat(announce(record(port, 2)).statusCode()).isEqualTo(200);
        awaitState(NodeState.HEALTHY);
    }

    @Test
    @DisplayName("A10: who does not know which start holds the record -> 409, it stays")
    void a10_deletesNothingForAStranger() {
        announce(record(port, 1));

        assertThat(call("DELETE", KEY + "?instance=start-2", "").statusCode()).isEqualTo(409);
        awaitState(NodeState.HEALTHY);
    }
}
