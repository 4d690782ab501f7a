package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.core.HumpbackException;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled center without any engine that answers. */
class CenterTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void showsItsConfigurationWithTheOriginalsKeysInOrder() throws Exception {
        try (Center center = start("data");
                InputStream capture = CenterTest.class.getResourceAsStream("/captures/configuration.json")) {
            JsonNode expected = JSON.readTree(capture).at("/response/body");

            JsonNode shown = JSON.readTree(get(center, "/v1/configuration").body());

            assertThat(keys(shown)).isEqualTo(keys(expected));
            assertThat(keys(shown.get("cluster"))).isEqualTo(keys(expected.get("cluster")));
            assertThat(keys(shown.at("/cluster/discovery"))).isEqualTo(keys(expected.at("/cluster/discovery")));
        }
    }

    @Test
    void refusesACreationWithoutAnyEngineThatAnswers() throws Exception {
        try (Center center = start("data")) {
            HttpResponse<String> answer = send(
                    center,
                    HttpRequest.newBuilder(center.uri().resolve("/v1/groups/collections"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"GroupId\":\"default\",\"Instances\":1,"
                                    + "\"Config\":{\"Name\":\"web\",\"Image\":\"app:1\"}}")));

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(JSON.readTree(answer.body()).get("Contnet").asText())
                    .isEqualTo("cluster no docker-engine available");
        }
    }

    @Test
    void showsAnEngineThatDoesNotAnswerAsDisconnected() throws Exception {
        try (Center center = start("data")) {
            center.awaitProbed(Duration.ofSeconds(60));

            JsonNode engines = JSON.readTree(
                            get(center, "/v1/groups/default/engines").body())
                    .at("/Data/Engines");

            assertThat(engines).hasSize(1);
            assertThat(engines.get(0).get("Name").asText()).isEqualTo("N1");
            assertThat(engines.get(0).get("StateText").asText()).isEqualTo("Disconnected");
        }
    }

    @Test
    void refusesASecondCenterOnTheSameData() {
        try (Center center = start("data")) {
            assertThat(center.isNew()).isTrue();
            assertThatThrownBy(() -> start("data"))
                    .isInstanceOf(HumpbackException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void letsGoOfEverythingWhenItsPortIsTaken() {
        try (Center center = start("data")) {
            String address = center.uri().getAuthority();
            assertThatThrownBy(() -> start("other", address)).isInstanceOf(HumpbackException.class);
        }
        try (Center again = start("other")) {
            assertThat(again.uri().getPort()).isPositive();
        }
    }

    @Test
    void findsItsDataAgain() {
        start("data").close();

        try (Center again = start("data")) {
            assertThat(again.isNew()).isFalse();
        }
    }

    @Test
    void refusesAStrategyThatNobodyKnows() {
        CenterConfig config = new ConfigLoader()
                .flag("data-dir", "--data-dir", directory.resolve("data").toString())
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag("strategy", "--strategy", "nosuch")
                .load()
                .config();

        assertThatThrownBy(() -> Center.start(config, DockerSettings.DEFAULT, "test"))
                .isInstanceOf(HumpbackException.class)
                .hasMessageContaining("nosuch")
                .hasMessageNotContaining("\n");
    }

    private Center start(String data) {
        return start(data, "127.0.0.1:0");
    }

    private Center start(String data, String listen) {
        CenterConfig config = new ConfigLoader()
                .flag("data-dir", "--data-dir", directory.resolve(data).toString())
                .flag("listen", "--listen", listen)
                .flag("engines", "--engine", "n1=unix:///nonexistent/docker.sock")
                .load()
                .config();
        return Center.start(config, DockerSettings.DEFAULT, "test");
    }

    private HttpResponse<String> get(Center center, String path) throws IOException, InterruptedException {
        return send(center, HttpRequest.newBuilder(center.uri().resolve(path)));
    }

    private HttpResponse<String> send(Center center, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        URI uri = center.uri();
        assertThat(uri.getHost()).isEqualTo("127.0.0.1");
        return client.send(request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
