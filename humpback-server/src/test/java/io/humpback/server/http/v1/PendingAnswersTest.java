package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.server.http.HttpSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingAnswersTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final OperationResult RESULT =
            new OperationResult(OperationId.of("o"), CaptureWorld.meta("m", "g", "web"), List.of(), List.of());

    private final CompletableFuture<OperationResult> operation = new CompletableFuture<>();

    @Test
    void answersOthersWhileMoreWaitThanThereAreThreads() {
        try (RunningApi api = new RunningApi(HttpSettings.DEFAULT.withMaxThreads(8), V1Settings.DEFAULT)) {
            api.control.behaviour = command -> operation;
            List<CompletableFuture<HttpResponse<String>>> waiting = remove(api, 50);

            assertThat(api.call("GET", "/v1/_ping", "").statusCode()).isEqualTo(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            operation.complete(RESULT);

            assertThat(waiting).allMatch(answer -> answer.join().statusCode() == 200);
        }
    }

    @Test
    void refusesWhatIsMoreThanMayWait() {
        try (RunningApi api = new RunningApi(HttpSettings.DEFAULT, new V1Settings(false, LIMIT, 5))) {
            api.control.behaviour = command -> operation;
            List<CompletableFuture<HttpResponse<String>>> waiting = remove(api, 5);

            HttpResponse<String> refused = api.call("DELETE", "/v1/groups/collections/m", "");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(api.control.submitted).hasSize(5);
            operation.complete(RESULT);
            assertThat(waiting).allMatch(answer -> answer.join().statusCode() == 200);
        }
    }

    @Test
    void hasItsPlacesBackAfterTheAnswers() {
        try (RunningApi api = new RunningApi(HttpSettings.DEFAULT, new V1Settings(false, LIMIT, 1))) {
            api.control.complete(RESULT);

            for (int i = 0; i < 5; i++) {
                assertThat(api.call("DELETE", "/v1/groups/collections/m", "").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> remove(RunningApi api, int count) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(api.callLater("DELETE", "/v1/groups/collections/m", ""));
        }
        await().atMost(LIMIT).until(() -> api.control.submitted.size() == count);
        return answers;
    }
}
