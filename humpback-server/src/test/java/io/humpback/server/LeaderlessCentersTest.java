package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.simulated.SimulatedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two centers on one backend that the test takes away, on engines that are simulated. */
class LeaderlessCentersTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METAS = "/v1/groups/default/collections";
    private static final String ENGINES = "/v1/groups/default/engines";
    private static final String CREATE = """
            {"GroupId": "default", "Instances": 2,
             "Config": {"Name": "web", "Image": "app:1", "NetworkMode": "host", "RestartPolicy": "always"}}
            """;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final SimulatedEngines engines =
            SimulatedEngines.start(List.of(profile("n1"), profile("n2")), InstantSource.system());
    private TestingBackend backend;
    private Center first;
    private Center second;

    private static EngineProfile profile(String name) {
        return EngineProfile.named(name).withImages(List.of(SimulatedImage.named("app:1")));
    }

    @BeforeEach
    void start() throws Exception {
        backend = TestingBackend.create(directory.resolve("plugins"));
        backend.electNext();
        first = center("one", 0);
        second = center("two", 0);
        await("healthy nodes").atMost(LIMIT).until(() -> states(first), states -> states.equals("Healthy Healthy"));
    }

    @AfterEach
    void close() {
        second.close();
        first.close();
        backend.close();
        engines.close();
    }

    private Center center(String name, int port) {
        return Center.start(
                new ConfigLoader()
                        .environment(Map.of(
                                "DOCKER_CLUSTER_URIS",
                                backend.uri(),
                                "DOCKER_CLUSTER_HEARTBEAT",
                                "1s",
                                "HUMPBACK_PLUGIN_DIR",
                                directory.resolve("plugins").toString(),
                                "HUMPBACK_DATA_DIR",
                                directory.resolve(name).toString(),
                                "HUMPBACK_TOKEN",
                                "the-token-of-a-cluster-in-a-test",
                                "HUMPBACK_ENGINES",
                                "n1=" + engines.get(0).endpoint() + ",n2="
                                        + engines.get(1).endpoint(),
                                "CENTER_LISTEN_PORT",
                                "127.0.0.1:" + port))
                        .load()
                        .config(),
                DockerSettings.DEFAULT,
                "test");
    }

    @Test
    @DisplayName("B1: the backend is gone -> reads are served and marked stale, writes refused without effect")
    void b1_readsAreStaleAndWritesRefusedWhileTheBackendIsAway() throws Exception {
        String meta = created();
        JsonNode before = read(first, METAS).path("Containers");
        int commits = backend.store.commits().size();

        backend.electNobody();
        await("the lead ends").atMost(LIMIT).until(() -> !first.leads());
        await("the other one has read it")
                .atMost(LIMIT)
                .until(() -> !stale(second, METAS).path("Containers").isEmpty());
        backend.goAway();

        assertThat(stale(first, METAS).path("Containers"))
                .as("as it saw them when it led")
                .isEqualTo(before);
        JsonNode copied = stale(second, METAS).path("Containers");
        assertThat(copied).hasSize(1);
        assertThat(copied.get(0).path("MetaId").asText()).isEqualTo(meta);
        assertThat(copied.get(0).path("Instances").asInt()).isEqualTo(2);
        assertThat(copied.get(0).path("Containers"))
                .as("a center that did not lead has seen none")
                .isEmpty();
        assertThat(stateTexts(stale(first, ENGINES))).isEqualTo("Healthy Healthy");
        assertThat(stateTexts(stale(second, ENGINES))).isEqualTo("Pending Pending");
        assertThat(stale(second, "/v1/groups/collections/" + meta + "/base").path("MetaBase"))
                .isNotEmpty();
        for (Center center : List.of(first, second)) {
            assertThat(get(center, "/v2/pulls").headers().firstValue("Humpback-Stale"))
                    .contains("true");
            assertThat(get(center, "/v1/_ping").body()).isEqualTo("\"PANG\"");
            assertRefused(put(center, "{\"MetaId\": \"" + meta + "\", \"Instances\": 3}"));
            assertRefused(post(center, CREATE).get());
        }
        assertThat(backend.store.commits()).hasSize(commits);
        assertThat(engines.get(0).containers().size()
                        + engines.get(1).containers().size())
                .isEqualTo(2);

        backend.comeBack();
        backend.elect(second.uri().toString());
        await("the other one leads").atMost(LIMIT).until(second::leads);
        await("as before").atMost(LIMIT).until(() -> ids(read(first, METAS)), ids -> ids.equals(ids(before)));
        assertThat(get(first, METAS).headers().firstValue("Humpback-Stale")).isEmpty();
        assertThat(put(first, "{\"MetaId\": \"" + meta + "\", \"Instances\": 3}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("B8: the backend is out of space -> writes 503 without effect, reads go on as ever")
    void b8_refusesWritesWhileTheBackendIsOutOfSpace() throws Exception {
        String meta = created();
        backend.full(true);

        for (Center center : List.of(first, second)) {
            HttpResponse<String> refused = put(center, "{\"MetaId\": \"" + meta + "\", \"Instances\": 3}");
            assertRefused(refused);
            assertThat(refused.body()).contains("out of space");
            HttpResponse<String> answer = get(center, METAS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Humpback-Stale")).isEmpty();
        }
        assertThat(ids(read(first, METAS))).hasSize(2);
        assertThat(first.leads()).isTrue();

        backend.full(false);
        assertThat(put(second, "{\"MetaId\": \"" + meta + "\", \"Instances\": 3}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ids(read(second, METAS))).hasSize(3);
    }

    @Test
    @DisplayName("A center that starts while nobody leads reads what is committed, and says that it is stale")
    void readsWhatIsCommittedWhereNobodyHasLedSinceItsStart() throws Exception {
        String meta = created();
        second.close();
        backend.electNobody();
        await("the lead ends").atMost(LIMIT).until(() -> !first.leads());
        int port = freePort();

        CompletableFuture<Center> starting = CompletableFuture.supplyAsync(() -> center("three", port));
        URI uri = URI.create("http://127.0.0.1:" + port + METAS);
        HttpResponse<String> answer = await("an answer")
                .atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()),
                        got -> got.statusCode() == 200);
        backend.elect("http://127.0.0.1:" + port);
        second = starting.get();

        assertThat(answer.headers().firstValue("Humpback-Stale")).contains("true");
        assertThat(answer.body()).contains(meta);
        await("live").atMost(LIMIT).until(() -> ids(read(second, METAS)).size() == 2);
    }

    @Test
    @DisplayName("A write that is under way when its leader loses the lead may have been done: 504, never 503")
    void tellsThatAWriteMayHaveBeenDone() throws Exception {
        engines.get(0).freeze();
        engines.get(1).freeze();
        int commits = backend.store.commits().size();
        var direct = post(first, CREATE);
        await("committed").atMost(LIMIT).until(() -> backend.store.commits().size() > commits);
        var passedOn = post(second, CREATE.replace("\"web\"", "\"two\""));
        await("both committed")
                .atMost(LIMIT)
                .until(() -> read(first, METAS).path("Containers").size() == 2);

        backend.electNobody();

        for (var answer : List.of(direct.get(), passedOn.get())) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
            assertThat(answer.body()).contains("\"Code\":-1002").contains("may have been done");
            assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        }
        engines.get(0).heal();
        engines.get(1).heal();
    }

    private String created() throws Exception {
        HttpResponse<String> answer = post(second, CREATE).get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("Data").path("MetaId").asText();
    }

    private static Set<String> ids(JsonNode metas) {
        Set<String> ids = new TreeSet<>();
        metas.findValues("Container")
                .forEach(container -> ids.add(container.path("Id").asText()));
        return ids;
    }

    private String states(Center center) {
        try {
            return stateTexts(read(center, ENGINES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String stateTexts(JsonNode data) {
        return String.join(" ", data.path("Engines").findValuesAsText("StateText"));
    }

    private JsonNode read(Center center, String path) throws IOException, InterruptedException {
        return JSON.readTree(get(center, path).body()).path("Data");
    }

    /** Returns what is read of a center that marks it as stale. */
    private JsonNode stale(Center center, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(center, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Humpback-Stale")).contains("true");
        assertThat(answer.headers().firstValueAsLong("Age").orElse(-1)).isNotNegative();
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("Code").asInt(-1)).isZero();
        return body.path("Data");
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).startsWith("{\"Code\":-1002,");
    }

    private HttpResponse<String> get(Center center, String path) throws IOException, InterruptedException {
        return client.send(request(center, path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(Center center, String body) throws IOException, InterruptedException {
        return client.send(
                request(center, "/v1/groups/collections")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> post(Center center, String body) {
        return client.sendAsync(
                request(center, "/v1/groups/collections")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Center center, String path) {
        return HttpRequest.newBuilder(center.uri().resolve(path)).timeout(LIMIT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
