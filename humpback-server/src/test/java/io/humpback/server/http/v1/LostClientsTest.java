package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.server.http.HttpSettings;
import io.humpback.server.testing.LoggedErrors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that are gone without a word before their answer is ready. */
class LostClientsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PLACES = 50;
    private static final OperationResult RESULT =
            new OperationResult(OperationId.of("o"), CaptureWorld.meta("m", "g", "web"), List.of(), List.of());

    @Test
    void costNoPlaceNoThreadAndNoWordInTheLog() throws IOException {
        CompletableFuture<OperationResult> operation = new CompletableFuture<>();
        try (LoggedErrors errors = LoggedErrors.begin();
                RunningApi api = new RunningApi(
                        HttpSettings.DEFAULT.withTimeouts(Duration.ofMillis(100), LIMIT),
                        new V1Settings(false, LIMIT, PLACES))) {
            api.control.behaviour = command -> operation;
            for (int i = 0; i < PLACES; i++) {
                leaveWithoutAnAnswer(api, i + 1);
            }

            operation.complete(RESULT);

            await("a place")
                    .atMost(LIMIT)
                    .until(() ->
                            api.call("DELETE", "/v1/groups/collections/m", "").statusCode() == 200);
            await("idle threads").atMost(LIMIT).until(() -> threadsInARequest() == 0);
            assertThat(errors.lines()).isEmpty();
        }
    }

    @Test
    void costNoThreadAndNoWordInTheLogWhenTheServerHasStopped() throws IOException {
        CompletableFuture<OperationResult> operation = new CompletableFuture<>();
        HttpSettings settings = HttpSettings.DEFAULT.withTimeouts(LIMIT, Duration.ofMillis(1));
        try (LoggedErrors errors = LoggedErrors.begin()) {
            try (RunningApi api = new RunningApi(settings, V1Settings.DEFAULT)) {
                api.control.behaviour = command -> operation;
                leaveWithoutAnAnswer(api, 1);
            }

            operation.complete(RESULT);

            await("idle threads").atMost(LIMIT).until(() -> threadsInARequest() == 0);
            assertThat(errors.lines()).isEmpty();
        }
    }

    private static void leaveWithoutAnAnswer(RunningApi api, int submitted) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
            socket.getOutputStream()
                    .write("DELETE /v1/groups/collections/m HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(LIMIT).pollDelay(Duration.ZERO).until(() -> api.control.submitted.size() == submitted);
            socket.setSoLinger(true, 0); // closing resets the connection
        }
    }

    private static long threadsInARequest() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> List.of(stack).toString().contains("io.javalin.http.servlet.JavalinServlet"))
                .count();
    }
}
