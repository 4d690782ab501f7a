package io.humpback.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ApiServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();

    /** Answers with what a test needs. */
    private static final class TestingApi implements Api {
        final CompletableFuture<String> later = new CompletableFuture<>();
        final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public String pathPrefix() {
            return "/test/";
        }

        @Override
        public void addRoutes(RoutesConfig routes, Executor executor) {
            routes.get("/test/defect", ctx -> {
                throw new IllegalStateException("secret details");
            });
            routes.get("/test/error", ctx -> {
                throw new StackOverflowError("secret details");
            });
            routes.get("/test/later", ctx -> {
                asked.countDown();
                ctx.future(() -> later.thenAcceptAsync(ctx::result, executor));
            });
            routes.post("/test/length", ctx -> ctx.result(Integer.toString(ctx.bodyAsBytes().length)));
        }

        @Override
        public ErrorAnswer errorAnswer(int status, String message) {
            return ErrorAnswer.plain("test " + status + " " + message);
        }
    }

    @Test
    void saysInOneLineThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of())) {
            assertThatExceptionOfType(CannotListenException.class)
                    .isThrownBy(() -> server.start("127.0.0.1", taken.getLocalPort()))
                    .withMessageStartingWith("cannot listen: address=127.0.0.1:" + taken.getLocalPort())
                    .withMessageContaining("already in use. Maybe another center runs there")
                    .matches(e -> e.getMessage().lines().count() == 1);
        }
    }

    @Test
    void saysThatTheHostIsUnknown() {
        try (ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of())) {
            assertThatExceptionOfType(CannotListenException.class)
                    .isThrownBy(() -> server.start("no such host", 0))
                    .withMessageContaining("unknown host");
        }
    }

    @Test
    void tellsNothingOfADefect() throws Exception {
        try (ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of(new TestingApi()))) {
            HttpResponse<String> answer = get(server.start("127.0.0.1", 0), "/test/defect");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("test 500 internal error");
        }
    }

    @Test
    void tellsNothingOfAnError() throws Exception {
        try (ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of(new TestingApi()))) {
            HttpResponse<String> answer = get(server.start("127.0.0.1", 0), "/test/error");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("secret").doesNotContain("at io.");
        }
    }

    @Test
    void doesNotNameItsSoftware() throws Exception {
        try (ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of())) {
            assertThat(get(server.start("127.0.0.1", 0), "/").headers().map())
                    .doesNotContainKeys("Server", "X-Powered-By");
        }
    }

    @Test
    void keepsAWaitingRequestLongerThanAnIdleConnection() throws Exception {
        TestingApi api = new TestingApi();
        HttpSettings impatient = HttpSettings.DEFAULT.withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(5));
        try (ApiServer server = new ApiServer(impatient, List.of(api))) {
            int port = server.start("127.0.0.1", 0);
            CompletableFuture<HttpResponse<String>> waiting = getLater(port, "/test/later");
            api.asked.await();

            // Ten times the idle timeout; no condition tells that nothing has happened.
            CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(() -> api.later.complete("done"));

            assertThat(waiting.get(30, TimeUnit.SECONDS).body()).isEqualTo("done");
        }
    }

    @Test
    void letsARequestUnderWayEndBeforeItStops() throws Exception {
        TestingApi api = new TestingApi();
        HttpSettings patient = HttpSettings.DEFAULT.withTimeouts(LIMIT, LIMIT);
        ApiServer server = new ApiServer(patient, List.of(api));
        int port = server.start("127.0.0.1", 0);
        CompletableFuture<HttpResponse<String>> waiting = getLater(port, "/test/later");
        api.asked.await();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        await().atMost(LIMIT).until(() -> refuses(port));
        api.later.complete("done");

        assertThat(waiting.join().body()).isEqualTo("done");
        stopped.join();
    }

    @Test
    void stopsTwiceWithoutComplaint() {
        ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of());
        server.start("127.0.0.1", 0);

        server.close();
        server.close();
    }

    private boolean refuses(int port) {
        try {
            return get(port, "/test/nothing").statusCode() == 503;
        } catch (IOException e) {
            return true; // nobody listens, or the connection was closed under the request
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(request(port, path), HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> getLater(int port, String path) {
        return client.sendAsync(request(port, path), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .build();
    }
}
