package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two centers of one machine on one directory, without any engine. */
class StandbyCenterTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Center first;
    private Center second;

    @BeforeEach
    void startBoth() {
        first = start("one");
        second = start("two");
    }

    @AfterEach
    void closeBoth() {
        second.close();
        first.close();
    }

    private Center start(String name) {
        CenterConfig config = new ConfigLoader()
                .environment(Map.of(
                        "DOCKER_CLUSTER_URIS",
                        "embedded:" + directory.resolve("shared") + "?standby=true",
                        "HUMPBACK_DATA_DIR",
                        directory.resolve(name).toString(),
                        "CENTER_LISTEN_PORT",
                        "127.0.0.1:0"))
                .load()
                .config();
        return Center.start(config, DockerSettings.DEFAULT, "test");
    }

    private HttpResponse<String> get(Center center, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(center.uri().resolve(path))
                .timeout(LIMIT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theSecondOneStandsByAndPassesOnWhatItIsAskedFor() throws Exception {
        assertThat(first.leads()).isTrue();
        assertThat(first.isNew()).isTrue();
        assertThat(second.leads()).isFalse();
        assertThat(second.isNew()).isFalse();
        assertThat(second.leader()).contains(first.uri().toString());
        assertThat(second.token()).isEmpty();

        HttpResponse<String> answer = get(second, "/v1/groups/default/collections");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"GroupId\":\"default\"");
    }

    @Test
    void theSecondOneLeadsOnWhenTheFirstOneEnds() throws Exception {
        var known = first.view().groups();

        first.close();

        await().atMost(LIMIT).until(second::leads);
        assertThat(known).isNotEmpty();
        assertThat(second.view().groups()).isEqualTo(known);
        assertThat(get(second, "/v1/groups/default/collections").statusCode()).isEqualTo(200);
    }
}
