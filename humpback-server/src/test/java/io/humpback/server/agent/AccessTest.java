package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use an agent (A10, A11). */
class AccessTest {
    private static final String INFO = AgentWire.ROOT + "/info";
    private static final List<String> PATHS = List.of(
            INFO,
            AgentWire.ROOT + "/containers",
            AgentWire.ROOT + "/events",
            AgentWire.ROOT + "/nothing",
            "/v1/ping",
            "/v1/containers",
            "/dockerapi/v2/ping",
            "/v1/images/a/b",
            "/",
            "/nothing");

    @TempDir
    private Path directory;

    @Test
    void a10_letsNobodyInWithoutTheToken() {
        try (TestingAgent agent = startWithToken()) {
            for (String path : PATHS) {
                for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE")) {
                    Answer answer = agent.plain(method, path, "{}");
                    assertThat(answer.status()).as(method + " " + path).isIn(401, 405);
                    assertThat(answer.body()).doesNotContain(TestingAgent.TOKEN);
                }
            }
            assertThat(agent.get(INFO).header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(AgentWire.decode(agent.get(INFO).body(), AgentError.class)
                            .rule())
                    .isEqualTo("token");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer tZ0k3n-of-the-cluste",
                "Bearer tZ0k3n-of-the-cluster2",
                "Bearer TZ0K3N-OF-THE-CLUSTER",
                "Bearer  tZ0k3n-of-the-cluster",
                "Bearer tZ0k3n-of-the-cluster,tZ0k3n-of-the-cluster",
                "Bearer tZ0k3n-of-the-cluster x",
                "Basic tZ0k3n-of-the-cluster",
                "tZ0k3n-of-the-cluster",
                "Bearer null",
                "Bearer tZ0k3n%2Dof-the-cluster"
            })
    void a10_letsNobodyInWithAWrongToken(String header) {
        try (TestingAgent agent = startWithToken()) {
            assertThat(agent.call(agent.request("GET", INFO, "").header("Authorization", header))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void a10_isNotFooledByHeadersThatStandTwiceOrElsewhere() {
        String right = "Bearer " + TestingAgent.TOKEN;
        try (TestingAgent agent = startWithToken()) {
            for (HttpRequest.Builder request : List.of(
                    agent.request("GET", INFO, "")
                            .header("Authorization", "Bearer x")
                            .header("Authorization", right),
                    agent.request("GET", INFO, "").header("X-Authorization", right),
                    agent.request("GET", INFO, "").header("Proxy-Authorization", right),
                    agent.request("GET", INFO, "").header("X-Original-URL", "/v1/ping"),
                    agent.request("GET", INFO, "").header("X-HTTP-Method-Override", "OPTIONS"),
                    agent.request("GET", INFO + "?token=" + TestingAgent.TOKEN, ""),
                    agent.request("GET", INFO + "?access_token=" + TestingAgent.TOKEN, ""),
                    agent.request("GET", INFO, "").header("Cookie", "token=" + TestingAgent.TOKEN))) {
                assertThat(agent.call(request).status()).isEqualTo(401);
            }
        }
    }

    @Test
    void letsTheTokenIn() {
        try (TestingAgent agent = startWithToken()) {
            for (String scheme : List.of("Bearer ", "bearer ")) {
                assertThat(agent.call(agent.request("GET", INFO, "")
                                        .header("Authorization", scheme + TestingAgent.TOKEN))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    @DisplayName("A11: the token in another case on a connection that has shown it -> refused, and the right one taken")
    void a11_readsEachTokenAsItStands() throws IOException {
        String right = TestingAgent.TOKEN;
        String wrong = right.toUpperCase(java.util.Locale.ROOT);
        try (TestingAgent agent = startWithToken();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port)) {
            socket.setSoTimeout(10_000);
            List<String> statuses = new ArrayList<>();
            for (String token : List.of(right, wrong, right, wrong, right)) {
                statuses.add(statusOnTheSameConnection(socket, token));
            }

            assertThat(statuses).containsExactly("200", "401", "200", "401", "200");
        }
    }

    private static String statusOnTheSameConnection(Socket socket, String token) throws IOException {
        String request = "HEAD /v1/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
    }

    @Test
    void tellsAPreflightNothingOfTheHost() {
        try (TestingAgent agent = startWithToken()) {
            Answer answer = agent.plain("OPTIONS", "/v1/containers", "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agent/v1/../v1/ping",
                "/agent/v1/%2e%2e/v1/ping",
                "//agent/v1/info",
                "/agent//v1/info",
                "/agent/v1/info/",
                "/agent/v1/info;x=y",
                "/agent/v1/containers/..%2f..%2finfo",
                "/agent/v1/containers/%00",
                "/Agent/v1/info",
                "/agent/v1/info%20"
            })
    void a10_opensNoDoorByPathTricks(String path) throws IOException {
        try (TestingAgent agent = startWithToken()) {
            String answer =
                    raw(agent.port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

            assertThat(answer).matches("(?s)HTTP/1.1 (400|401|404) .*");
            assertThat(answer).doesNotContain("engineId", "DockerEndPoint");
        }
    }

    @Test
    void a10_readsNoBodyOfStrangers() throws IOException {
        try (TestingAgent agent = startWithToken()) {
            String answer = raw(
                    agent.port,
                    "POST /agent/v1/containers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\n{");

            assertThat(answer).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void a11_refusesPagesOfOtherOriginsWithoutAToken() {
        try (TestingAgent agent = TestingAgent.start(directory)) {
            String id = agent.createForeign("db", java.util.Map.of());

            Answer write = agent.call(agent.request("DELETE", "/v1/containers/" + id + "?force=true", "")
                    .header("Origin", "http://evil.test"));
            Answer read = agent.call(agent.request("GET", "/v1/ping", "").header("Origin", "http://x.test"));

            assertThat(write.status()).isEqualTo(403);
            assertThat(agent.engine.containers()).hasSize(1);
            assertThat(read.header("Access-Control-Allow-Origin")).isEqualTo("http://x.test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.test", "evil.test:8500", "127.0.0.1.evil.test"})
    void a11_refusesReboundNamesOnLoopback(String host) throws IOException {
        try (TestingAgent agent = TestingAgent.start(directory)) {
            String answer = raw(agent.port, "GET /v1/ping HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void a11_asksForAClientsCertificate() throws Exception {
        TestCertificates.generate(directory);
        DockerTls server = new DockerTls(
                directory.resolve("ca.pem"), directory.resolve("server-cert.pem"), directory.resolve("server-key.pem"));
        Path other = Files.createDirectory(directory.resolve("other"));
        TestCertificates.generate(other);
        DockerTls stranger =
                new DockerTls(directory.resolve("ca.pem"), other.resolve("cert.pem"), other.resolve("key.pem"));
        try (TestingAgent agent =
                TestingAgent.start(directory, settings -> settings.withSecurity("", server.context()))) {
            assertThat(status(agent, DockerTls.ofDirectory(directory).context()))
                    .isEqualTo(200);
            assertThatThrownBy(() -> status(agent, stranger.context())).isInstanceOf(IOException.class);
            assertThat(raw(agent.port, "GET /v1/ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                    .doesNotContain("200");
        }
    }

    private static int status(TestingAgent agent, SSLContext context) throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + agent.port + INFO))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private TestingAgent startWithToken() {
        return TestingAgent.start(directory, settings -> settings.withSecurity(TestingAgent.TOKEN, null));
    }

    /** Sends bytes as they are and returns the answer, or what comes of it until the connection ends or is silent. */
    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(3000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] buffer = new byte[16 * 1024];
            int count = socket.getInputStream().read(buffer);
            return count < 0 ? "" : new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        }
    }
}
