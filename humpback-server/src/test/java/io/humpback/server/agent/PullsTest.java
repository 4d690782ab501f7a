package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.server.docker.AgentPull;
import io.humpback.server.docker.AgentPullStep;
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

    @Test
    void isPassedOverForAnImageThatMayNotBeFetched() {
        String body = "{\"Name\":\"never\",\"Image\":\"hb/absent:1\",\"PullPolicy\":\"never\"}";

        assertThat(agent.plain("POST", "/v1/containers", body).body()).contains("No such image");
        assertThat(agent.plain("POST", "/v1/containers", body.replace("never\"}", "missing\"}"))
                        .status())
                .isEqualTo(200);
    }
}
