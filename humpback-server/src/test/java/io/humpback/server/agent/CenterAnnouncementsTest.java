package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.server.agent.AnnouncementException.Kind;
import io.humpback.server.agent.AnnouncementTarget.Lease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP, to a center that says what it is told to. */
@Timeout(60)
class CenterAnnouncementsTest {
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final NodeRecord RECORD = new NodeRecord(
                    "E", "n", "10.0.0.1", "10.0.0.1:8500", 2, 1, "", "", "", "", "", List.of("a=b"), "", "")
            .asOurs("start-1", null, false, 7);

    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String answer = "{\"ttlSeconds\":30,\"heartbeatSeconds\":8.0,\"clusterId\":\"c1\"}";
    private volatile boolean silent;
    private volatile String request = "";
    private volatile String body = "";
    private HttpServer server;
    private CenterAnnouncements center;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        center = new CenterAnnouncements(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), TOKEN, null);
    }

    @AfterEach
    void stop() {
        center.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization");
        body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.countDown();
        if (silent) {
            return;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
        exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
        exchange.getResponseBody().write(status == 204 ? new byte[0] : bytes);
        exchange.close();
    }

    private AnnouncementException failure() {
        return catchThrowableOfType(AnnouncementException.class, () -> center.announce("key-1", RECORD, TTL));
    }

    @Test
    void sendsRecordTtlAndToken() throws Exception {
        assertThat(center.announce("key-1", RECORD, TTL)).isEqualTo(new Lease(Duration.ofSeconds(8), "c1"));

        assertThat(request).isEqualTo("PUT /v2/nodes/key-1 Bearer correct-horse-battery-staple");
        JsonNode sent = new ObjectMapper().readTree(body);
        assertThat(sent.path("ttlSeconds").asInt()).isEqualTo(30);
        assertThat(new ObjectMapper().treeToValue(sent.path("node"), NodeRecord.class))
                .isEqualTo(RECORD);
    }

    @Test
    void saysGoodbyeForThisStartAlone() {
        status = 204;

        center.leave("key-1", "start-1");

        assertThat(request).isEqualTo("DELETE /v2/nodes/key-1?instance=start-1 Bearer correct-horse-battery-staple");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no JSON", "[]", "{}", "{\"heartbeatSeconds\":-1}", "{\"heartbeatSeconds\":1e300}", "null"})
    void makesDoWithAnAnswerThatSaysNothing(String text) {
        answer = text;

        assertThat(center.announce("key-1", RECORD, TTL).heartbeat()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHORIZED",
        "400, REFUSED",
        "403, REFUSED",
        "404, REFUSED",
        "409, REFUSED",
        "413, REFUSED",
        "302, REFUSED",
        "500, UNREACHABLE",
        "503, UNREACHABLE"
    })
    void tellsKindsOfFailuresApart(int code, Kind kind) {
        status = code;
        answer = "{\"detail\":\"because\\r\\nof x\"}";

        AnnouncementException e = failure();

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e).hasMessageStartingWith("center says " + code + ": because of x");
    }

    @Test
    void learnsTheNewestStamp() {
        status = 409;
        answer = "{\"detail\":\"stale\",\"newestStamp\":1700000000000}";

        AnnouncementException e = failure();

        assertThat(e.kind()).isEqualTo(Kind.STALE);
        assertThat(e.newestStamp()).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void readsNoEndlessAnswer() {
        status = 400;
        answer = "x".repeat(1 << 20);

        assertThat(failure()).hasMessage("center says 400");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (CenterAnnouncements away = new CenterAnnouncements(URI.create("http://127.0.0.1:" + port), TOKEN, null)) {
            AnnouncementException e =
                    catchThrowableOfType(AnnouncementException.class, () -> away.announce("k", RECORD, TTL));

            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e)
                    .hasMessageStartingWith("center does not answer: ")
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void givesUpOnACenterThatHangs() {
        silent = true;

        assertThat(failure()).hasMessage("center does not answer: no answer in time");
    }

    @Test
    void isCancelledAtOnce() throws Exception {
        silent = true;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<AnnouncementException> failed = thread.submit(this::failure);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

        long start = System.nanoTime();
        center.cancel();
        assertThat(failed.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Kind.UNREACHABLE);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        thread.shutdown();
    }

    @Test
    void a8_showsNoToken() {
        status = 401;
        answer = "{\"detail\":\"no\"}";

        assertThat(failure()).hasMessageNotContaining(TOKEN.value());
        assertThat(center).hasToString("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
