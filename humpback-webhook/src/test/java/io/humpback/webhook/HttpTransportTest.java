package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.humpback.core.Hook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Credentials;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpTransportTest {
    private static final String BODY = "{\"Event\":\"CreateMetaEvent\",\"ä\":1}";
    private static final Duration SHORT = Duration.ofMillis(300);

    private final MockWebServer server = new MockWebServer();
    private HttpTransport transport = transport(Duration.ofSeconds(15));

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void postsAsTheContractSays() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().build());

        Attempt attempt = post("/hook?key=1", "s3cret");

        RecordedRequest request = server.takeRequest();
        assertThat(attempt).isEqualTo(Attempt.DELIVERED);
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/hook?key=1");
        assertThat(request.getBody().utf8()).isEqualTo(BODY);
        assertThat(request.getHeaders().values("Content-Type")).containsExactly("application/json;charset=utf-8");
        assertThat(request.getHeaders().values("X-Humpback-Token")).containsExactly("s3cret");
        assertThat(request.getHeaders().values("webhook-id")).containsExactly("msg_1_a");
        assertThat(request.getHeaders().values("webhook-timestamp")).containsExactly("" + NOON.getEpochSecond());
        assertThat(request.getHeaders().get("Authorization")).isNull();
    }

    @Test
    void sendsNoTokenWhereThereIsNone() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().build());

        post("/hook", "");

        assertThat(server.takeRequest().getHeaders().get("X-Humpback-Token")).isNull();
    }

    @Test
    void sendsATokenOfAnyPrintableCharacters() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().build());

        assertThat(post("/hook", "schlüssel-鍵").isDelivered()).isTrue();

        assertThat(server.takeRequest().getHeaders().get("X-Humpback-Token")).isEqualTo("schlüssel-鍵");
    }

    @Test
    void sendsTheUserOfAUrlAsBasicCredentials() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().build());
        String url = server.url("/hook").toString().replace("http://", "http://ann:pass%0d%0aEvil:1@");

        assertThat(transport.post(message(url, "")).isDelivered()).isTrue();

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Authorization")).isEqualTo(Credentials.basic("ann", "pass\r\nEvil:1"));
        assertThat(request.getHeaders().get("Evil")).isNull();
    }

    @Test
    void letsNoLineFeedOfAUrlIntoTheRequest() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().build());

        post("/hook%0d%0aEvil:%201", "");

        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/hook%0d%0aEvil:%201");
        assertThat(request.getHeaders().get("Evil")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nEvil: 1", "a\nEvil: 1", "a\u0000b", "a\u0085b"})
    void cannotBeGivenATokenWithALineFeed(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hook("http://host/", token))
                .withMessageNotContaining("Evil");
    }

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED",
        "204, DELIVERED",
        "299, DELIVERED",
        "400, REFUSED",
        "401, REFUSED",
        "404, REFUSED",
        "410, GONE",
        "429, UNAVAILABLE",
        "500, REFUSED",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, UNAVAILABLE",
    })
    void judgesByTheStatus(int code, Attempt.Kind kind) {
        server.enqueue(new MockResponse.Builder().code(code).build());

        Attempt attempt = post("/hook", "");

        assertThat(attempt.kind()).isEqualTo(kind);
        assertThat(attempt.reason()).isEqualTo(attempt.isDelivered() ? "" : "HTTP " + code);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void followsNoRedirect(int code) {
        server.enqueue(new MockResponse.Builder()
                .code(code)
                .addHeader("Location", server.url("/elsewhere"))
                .build());
        server.enqueue(new MockResponse.Builder().build());

        Attempt attempt = post("/hook", "");

        assertThat(attempt.kind()).isEqualTo(Attempt.Kind.REFUSED);
        assertThat(attempt.reason()).isEqualTo("HTTP " + code + ", redirects are not followed");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"429, 90, PT1M30S", "503, 90, PT1M30S", "429, 'Sun, 22 Nov 2026 12:00:30 GMT', PT30S", "500, 90, PT0S"})
    void readsWhatAReceiverAsksFor(int code, String retryAfter, Duration wait) {
        server.enqueue(new MockResponse.Builder()
                .code(code)
                .addHeader("Retry-After", retryAfter)
                .build());

        assertThat(post("/hook", "").retryAfter()).isEqualTo(wait);
    }

    @Test
    void usesAConnectionAgain() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().body("fine").build());
        server.enqueue(new MockResponse.Builder().build());

        post("/hook", "");
        post("/hook", "");

        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
    }

    @Test
    void cutsOffALongAnswer() throws InterruptedException {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(new byte[1_000_000]))
                .build());
        server.enqueue(new MockResponse.Builder().build());

        assertThat(post("/hook", "").isDelivered()).isTrue();
        post("/hook", "");

        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(1);
    }

    @Test
    void cutsOffASlowEndlessAnswer() {
        restart(SHORT);
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(new byte[50_000]))
                .throttleBody(20_000, 1, TimeUnit.HOURS)
                .build());

        assertThat(post("/hook", "").isDelivered()).isTrue();
    }

    @Test
    void givesUpOnAReceiverThatDoesNotAnswer() {
        restart(SHORT);
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());

        assertThat(post("/hook", "")).isEqualTo(Attempt.unavailable("no answer within PT0.3S"));
    }

    @Test
    void reportsAnAnswerThatIsNotHttp() {
        server.enqueue(
                new MockResponse.Builder().status("SSH-2.0-secret\u001b[31m").build());

        assertThat(post("/hook", "")).isEqualTo(Attempt.unavailable("answer is not valid HTTP"));
    }

    @Test
    void reportsARefusedConnection() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(transport.post(message("http://127.0.0.1:" + port + "/", "")))
                .isEqualTo(Attempt.unavailable("connection failed"));
    }

    @Test
    void trustsNoCertificateThatNobodySigned(@TempDir Path directory) throws Exception {
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(SelfSignedCertificate.create(directory).getSocketFactory());
            secure.start(InetAddress.getLoopbackAddress(), 0);
            secure.enqueue(new MockResponse.Builder().build());

            Attempt attempt = transport.post(message(secure.url("/hook").toString(), "s3cret"));

            assertThat(attempt).isEqualTo(Attempt.unavailable("TLS failed"));
            assertThat(secure.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://169.254.43518/",
                "http://2852039166/",
                "https://169.254.0.1:8443/",
                "http://[fe80::1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://100.100.100.200/",
            })
    void connectsToNoForbiddenAddressHoweverItIsSpelled(String url) {
        assertThat(transport.post(message(url, "")))
                .isEqualTo(Attempt.unavailable("address is link-local or serves metadata"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/", "file:///etc/passwd", "not a url", "http://"})
    void refusesWhatIsNoHttpUrl(String url) {
        assertThat(transport.post(message(url, ""))).isEqualTo(Attempt.refused("not an http or https URL"));
    }

    @Test
    void givesUpAttemptsWhenItIsClosed() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        CompletableFuture<Attempt> attempt = CompletableFuture.supplyAsync(() -> post("/hook", ""));
        await().until(() -> server.getRequestCount() == 1);

        transport.close();

        assertThat(attempt).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Attempt.CANCELLED);
    }

    @Test
    void beginsNoAttemptOnceItIsClosed() {
        transport.close();

        assertThat(post("/hook", "")).isEqualTo(Attempt.CANCELLED);
        assertThat(server.getRequestCount()).isZero();
    }

    private Attempt post(String path, String token) {
        return transport.post(message(server.url(path).toString(), token));
    }

    private void restart(Duration timeout) {
        transport.close();
        transport = transport(timeout);
    }

    private static HttpTransport transport(Duration timeout) {
        return new HttpTransport(WebhookConfig.builder().attemptTimeout(timeout).build(), () -> NOON);
    }

    private static WebhookMessage message(String url, String token) {
        return new WebhookMessage("msg_1_a", url, token, BODY);
    }
}
