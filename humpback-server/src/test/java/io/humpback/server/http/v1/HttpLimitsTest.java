package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.http.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no honest client sends, over real sockets. */
class HttpLimitsTest {
    private static final String METAS = "/v1/groups/collections";
    private static final int MEGABYTE = 1 << 20;

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void refusesABodyOverOneMegabyte() {
        HttpResponse<String> answer = api.call("POST", METAS, "{\"a\":\"" + "x".repeat(MEGABYTE) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(Capture.json(answer.body()).get("Code").asInt()).isEqualTo(-1001);
    }

    @Test
    void refusesABodyOverOneMegabyteThatDoesNotSayItsLength() {
        String chunk = Integer.toHexString(MEGABYTE) + "\r\n" + "x".repeat(MEGABYTE) + "\r\n";

        assertThat(api.raw("POST " + METAS + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void takesABodyOfOneMegabyte() {
        String start = "{\"GroupId\":\" \",\"a\":\"";
        String body = start + "x".repeat(MEGABYTE - start.length() - 2) + "\"}";

        assertThat(Capture.json(api.call("POST", METAS, body).body())
                        .get("Contnet")
                        .asText())
                .isEqualTo("create containers groupid invalid, can not be empty");
    }

    @Test
    void refusesTooManyLevels() {
        HttpResponse<String> answer = api.call("POST", METAS, "{\"a\":".repeat(100_000));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        String body = "{\"GroupId\":\"\u00C3\"}";

        assertThat(api.rawRequest("POST " + METAS, "Host: 127.0.0.1", "Content-Length: " + body.length(), "", body))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/groups/../collections",
                "/v1/groups/%2e%2e/collections",
                "/v1/groups/a%2fb/collections",
                "/v1/groups/a%2Fb/collections",
                "/v1/groups/a%5Cb/collections",
                "/v1/groups/a%00b/collections",
                "/v1/groups/a%0d%0aX:%20y/collections",
                "/v1/groups/a%252fb/collections",
                "/v1/groups/collections/..",
                "/v1/groups/engines/%2e%2e%2fx",
                "/v1/../../etc/passwd",
                "/v1/groups/%zz/collections",
                "/v1/groups/%/collections",
                "/v1/groups/a\u0000b/collections",
                "/v1/groups/a\\b/collections"
            })
    void refusesPathsThatAreMoreThanTheySeem(String path) {
        String answer = api.rawRequest("GET " + path, "Host: 127.0.0.1");

        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("\tat ").doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1//_ping", "//v1/_ping", "/v1/_ping//", "/v1/groups//collections", "/V1/_ping"})
    void knowsNoPathWithTwoSlashesOrInAnotherCase(String path) {
        assertThat(api.rawRequest("GET " + path, "Host: 127.0.0.1"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("404 page not found\n");
    }

    @Test
    void refusesANameThatCouldBeRebound() {
        String answer = api.rawRequest("GET /v1/_ping", "Host: evil.example");

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"Code\":-1002");
    }

    @Test
    void refusesAWriteFromAnotherOrigin() {
        assertThat(api.rawRequest("DELETE " + METAS + "/m", "Host: 127.0.0.1", "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(api.control.submitted).isEmpty();
    }

    @Test
    void sendsNoCorsHeadersUnlessEnabled() {
        assertThat(api.call("GET", "/v1/_ping", "").headers().map().keySet())
                .noneMatch(header -> header.toLowerCase(Locale.ROOT).startsWith("access-control"));
        assertThat(api.call("OPTIONS", METAS, "").statusCode()).isEqualTo(405);
    }

    @Test
    void namesTheMethodsThatAreAllowed() {
        HttpResponse<String> answer = api.call("PATCH", METAS, "{}");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Allow")).contains("POST, PUT");
    }

    @Test
    void tellsOfAnEmptyBody() {
        assertThat(Capture.json(api.call("POST", METAS, "").body())
                        .get("Contnet")
                        .asText())
                .isEqualTo("EOF");
    }

    /** Many clients that never finish their request, more than there are threads, keep nobody else waiting. */
    @Test
    void servesOthersWhileSomeSendSlowly() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try (RunningApi small = new RunningApi(
                HttpSettings.DEFAULT.withMaxThreads(8).withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(100)),
                V1Settings.DEFAULT)) {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), small.port);
                slow.add(socket);
                String head = "POST " + METAS + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{";
                socket.getOutputStream()
                        .write((i % 2 == 0 ? head : head.substring(0, 20)).getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(small.call("GET", "/v1/_ping", "").statusCode()).isEqualTo(200);
            assertThat(small.call("POST", METAS, "{").statusCode()).isEqualTo(400);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void endsAConnectionThatIsSilent() throws IOException {
        HttpSettings impatient = HttpSettings.DEFAULT.withTimeouts(Duration.ofMillis(200), Duration.ofMillis(100));
        try (RunningApi small = new RunningApi(impatient, V1Settings.DEFAULT);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), small.port)) {
            socket.getOutputStream().write("GET /v1/_p".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(20_000); // less than Jetty's own idle timeout

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain("PANG");
        }
    }
}
