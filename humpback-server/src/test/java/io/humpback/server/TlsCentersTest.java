package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.TestCertificates;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two centers that know each other by certificates, one of which passes on to the other. */
class TlsCentersTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NODE = "/v2/nodes/d9ffd834-c67b-4292-bab8-552c9afb77ea";

    @TempDir
    private Path directory;

    private TestingBackend backend;
    private Center first;
    private Center second;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        Path authority = directory.resolve("authority");
        TestCertificates.authority(authority);
        TestCertificates.member(authority, directory.resolve("certificates"), "IP:127.0.0.1");
        AgentAccess.Tls member = DockerTls.ofDirectory(directory.resolve("certificates"))
                .forCluster(InstantSource.system().instant());
        client = HttpClient.newBuilder().sslContext(member.context()).build();
        backend = TestingBackend.create(directory.resolve("plugins"));
        backend.electNext();
        first = center("one");
        second = center("two");
    }

    @AfterEach
    void close() {
        second.close();
        first.close();
        backend.close();
    }

    private Center center(String name) {
        Path certificates = directory.resolve("certificates");
        Map<String, String> environment = new HashMap<>();
        environment.put("DOCKER_CLUSTER_URIS", backend.uri());
        environment.put("HUMPBACK_PLUGIN_DIR", directory.resolve("plugins").toString());
        environment.put("HUMPBACK_DATA_DIR", directory.resolve(name).toString());
        environment.put("HUMPBACK_TLS_CA", certificates.resolve("ca.pem").toString());
        environment.put("HUMPBACK_TLS_CERT", certificates.resolve("cert.pem").toString());
        environment.put("HUMPBACK_TLS_KEY", certificates.resolve("key.pem").toString());
        environment.put("CENTER_LISTEN_PORT", "127.0.0.1:0");
        return Center.start(
                new ConfigLoader().environment(environment).load().config(), DockerSettings.DEFAULT, "test");
    }

    @Test
    void passesOnOverTls() throws Exception {
        assertThat(second.leader()).contains(first.uri().toString());
        assertThat(first.uri()).hasScheme("https");

        HttpResponse<String> answer = send(request(second, "/v1/groups/default/collections"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Humpback-Stale")).isEmpty();
    }

    @Test
    @DisplayName("A11: a center vouches for nobody: who joins by certificate is let in by the leader itself")
    void a11_passesNoJoinOnInItsOwnName() throws Exception {
        HttpRequest.Builder join = request(second, NODE).PUT(BodyPublishers.ofString("{}"));

        HttpResponse<String> answer = send(join);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("cannot be passed on: ask " + first.uri());
        assertThat(send(request(first, NODE).PUT(BodyPublishers.ofString("{}"))).statusCode())
                .as("the leader reads it")
                .isEqualTo(400);
    }

    private static HttpRequest.Builder request(Center center, String path) {
        return HttpRequest.newBuilder(center.uri().resolve(path)).timeout(LIMIT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
