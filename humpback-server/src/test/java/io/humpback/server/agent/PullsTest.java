package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.PullPolicy;
import io.humpback.server.docker.AgentPull;
import io.humpback.server.docker.AgentPullStep;
import io.humpback.server.testing.TestImages;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PullsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int WAITING = 64;

    @TempDir
    private Path directory;

    private TestingAgent agent;
    private final List<AgentPullStep> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        agent = TestingAgent.start(directory);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private Pulls pulls(int atATime) {
        return new Pulls(agent.host, new PullLimits(atATime, LONG));
    }

    @Test
    void saysThatOneWaitsForOthers() {
        try (Pulls pulls = pulls(1)) {
            CompletableFuture<String> first = pulls.begin(new AgentPull("hb/slow-60s:1", false), LONG, told::add);
            await("the first is under way").until(() -> !told.isEmpty());
            told.clear();

            CompletableFuture<String> second = pulls.begin(new AgentPull("hb/app:1", false), LONG, told::add);

            assertThat(told).extracting(AgentPullStep::status).containsExactly(AgentPullStep.WAITING);
            assertThat(first.isDone() || second.isDone()).isFalse();
        }
    }

    @Test
    void doesNotBeginWhatHasWaitedForTooLong() {
        try (Pulls pulls = pulls(1)) {
            CompletableFuture<String> first =
                    pulls.begin(new AgentPull("hb/slow-60s:1", false), Duration.ofSeconds(2), step -> {});

            CompletableFuture<String> second =
                    pulls.begin(new AgentPull("hb/app:1", false), Duration.ofMillis(1), told::add);

            assertThat(first).failsWithin(LONG);
            assertThat(second)
                    .failsWithin(LONG)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("not asked for in time");
        }
    }

    @Test
    void refusesMoreThanMayWait() {
        try (Pulls pulls = pulls(1)) {
            List<CompletableFuture<String>> begun = new ArrayList<>();
            for (int i = 0; i <= WAITING; i++) {
                begun.add(pulls.begin(new AgentPull("hb/slow-60s:" + i, false), LONG, step -> {}));
            }

            assertThatExceptionOfType(AgentErrorException.class)
                    .isThrownBy(() -> pulls.begin(new AgentPull("hb/app:1", false), LONG, step -> {}))
                    .withMessageContaining("too many pulls wait");
            assertThat(begun).noneMatch(CompletableFuture::isDone);
        }
    }

    /** As many as are let in, by the contract's routes, by the protocol, and with each creation. */
    @Test
    void keepsNothingFromBeingStoppedOrRemoved() {
        agent.close();
        try (TestingAgent busy = TestingAgent.start(directory, set -> set.withPulls(new PullLimits(16, LONG)))) {
            String id = busy.create("web");
            busy.change("POST", "/containers/" + id + "/start", "");
            List<CompletableFuture<HttpResponse<Void>>> slow = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                slow.add(busy.begin(busy.request("POST", "/v1/images", "{\"Image\":\"hb/slow-60s:" + i + "\"}")));
                slow.add(busy.begin(busy.request(
                        "POST", "/v1/containers", "{\"Name\":\"c" + i + "\",\"Image\":\"hb/slow-60s:" + i + "\"}")));
            }
            await("the rest to be refused")
                    .atMost(LONG)
                    .until(() ->
                            slow.stream().filter(CompletableFuture::isDone).count() == slow.size() - Pulls.MAX_BLOCKED);

            assertThat(busy.plain("PUT", "/v1/containers", "{\"Action\":\"stop\",\"Container\":\"web\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(busy.change("DELETE", "/containers/" + id, "").status()).isEqualTo(204);
            assertThat(slow.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
                    .allMatch(answer -> answer.statusCode() == 503);
        }
    }

    @Test
    void tellThoseWhoWaitWhenTheAgentIsStopped() {
        List<CompletableFuture<String>> begun = new ArrayList<>();
        try (Pulls pulls = pulls(1)) {
            for (int i = 0; i < 5; i++) {
                begun.add(pulls.begin(new AgentPull("hb/slow-60s:" + i, false), LONG, step -> {}));
            }
        }

        assertThat(begun).allSatisfy(pull -> assertThat(pull).failsWithin(LONG));
    }

    @ParameterizedTest
    @CsvSource({
        // the host's, the container's, and whether its image, which is absent, is asked for at a registry
        "missing, '', true",
        "always, '', true",
        "never, '', false",
        "never, missing, true",
        "never, always, true",
        "always, never, false"
    })
    void followTheHostWhereTheContainerSaysNothing(String host, String container, boolean fetched) {
        agent.close();
        agent = TestingAgent.start(directory, set -> set.withPulls(new PullLimits(3, LONG, PullPolicy.named(host))));
        String body = "{\"Name\":\"web\",\"Image\":\"hb/absent:1\",\"PullPolicy\":\"" + container + "\"}";

        TestingAgent.Answer answer = agent.plain("POST", "/v1/containers", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(fetched ? 200 : 404);
    }

    /** An image that is there is asked for again, which is told in the engine's words. */
    @ParameterizedTest
    @CsvSource({
        "missing, true, false, false",
        "always, true, false, true",
        "never, true, false, false",
        "missing, false, true, true",
        "always, false, false, false"
    })
    void followTheHostWhereACenterLeavesItOpen(String host, boolean open, boolean always, boolean asked) {
        try (Pulls pulls = new Pulls(agent.host, new PullLimits(3, LONG, PullPolicy.named(host)))) {
            assertThat(pulls.begin(new AgentPull(TestImages.NOOP, always, open), LONG, told::add))
                    .succeedsWithin(LONG);
        }
        assertThat(!told.isEmpty()).isEqualTo(asked);
    }

    @Test
    void isPassedOverForAnImageThatMayNotBeFetched() {
        String body = "{\"Name\":\"never\",\"Image\":\"hb/absent:1\",\"PullPolicy\":\"never\"}";

        assertThat(agent.plain("POST", "/v1/containers", body).body()).contains("No such image");
        assertThat(agent.plain("POST", "/v1/containers", body.replace("never\"}", "missing\"}"))
                        .status())
                .isEqualTo(200);
    }
}
