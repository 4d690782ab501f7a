package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Fence;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineDeadException;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.server.testing.RecordingListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the center makes of an agent's answers, and of those that no agent gives. */
class AgentEngineTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String START = "POST /agent/v1/containers/c1/start";
    private static final String LIST = "GET /agent/v1/containers";
    private static final String TOKEN = "secret-of-the-cluster";

    private static final ContainerSpec SPEC =
            ContainerSpec.builder("web", "app:1").build();

    private final FakeEngine agent = FakeEngine.onTcp();
    private final AtomicLong epoch = new AtomicLong(7);
    private final AgentConnector connector = new AgentConnector(
            AgentAccess.withToken(TOKEN).withEventLimits(Duration.ofSeconds(2), Duration.ofSeconds(2)),
            () -> new Fence("cluster-1", epoch.get()));
    private final AgentEngine engine = connector.connect(http());

    private String http() {
        return agent.endpoint().replace("tcp://", "http://");
    }

    @AfterEach
    void close() {
        engine.close();
        connector.close();
        agent.close();
    }

    private EngineException failure() {
        return failure(LIMIT);
    }

    private EngineException failure(Duration deadline) {
        return assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.start("c1", deadline))
                .actual();
    }

    private static String error(int status, String outcome, String rule) {
        return "{\"Code\":" + status + ",\"Detail\":\"no and why\",\"Outcome\":\"" + outcome + "\",\"Rule\":\"" + rule
                + "\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "409, refused, io.humpback.core.spi.EngineRefusedException",
        "503, unreachable, io.humpback.core.spi.EngineUnreachableException",
        "504, unknown, io.humpback.core.spi.EngineTimeoutException",
        "503, engine-dead, io.humpback.core.spi.EngineDeadException",
        "500, something-newer, io.humpback.core.spi.EngineTimeoutException"
    })
    void takesTheOutcomeThatTheAgentNames(int status, String outcome, Class<?> expected) {
        agent.json(START, status, error(status, outcome, ""));

        assertThat(failure()).isExactlyInstanceOf(expected).hasMessageContaining("no and why");
    }

    @ParameterizedTest
    @CsvSource({"412, fence-epoch", "409, fence-cluster", "507, fence-disk", "403, foreign-container"})
    void takesWhatARuleOfTheAgentRefusesAsNotDone(int status, String rule) {
        agent.json(START, status, error(status, "refused", rule));

        assertThat(failure()).isInstanceOfSatisfying(EngineRefusedException.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.reason()).isEqualTo("no and why");
            assertThat(refused.isOutcomeUnknown()).isFalse();
        });
    }

    @Test
    void saysThatAnAgentWasNotReachedWhereNobodyListens() {
        agent.close();

        assertThat(failure()).isExactlyInstanceOf(EngineUnreachableException.class);
        assertThat(failure().isOutcomeUnknown()).isFalse();
    }

    @Test
    void saysThatAnAgentWasNotReachedWhereItSpeaksPlainTextAndOurAddressSaysTls() {
        AgentEngine secure = connector.connect(http().replace("http:", "https:"));

        assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> secure.start("c1", SHORT));
    }

    @Test
    void doesNotKnowWhatBecameOfACallWhoseConnectionEndsWithoutAnAnswer() {
        agent.raw(START, "");

        assertThat(failure()).isExactlyInstanceOf(EngineTimeoutException.class);
        assertThat(failure().isOutcomeUnknown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"id\":\"a",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\":\"\"}",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
                "SSH-2.0-OpenSSH_9.2\r\n"
            })
    void doesNotKnowWhatBecameOfACreationWhoseAnswerMakesNoSense(String answer) {
        agent.raw("POST /agent/v1/containers", answer);

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> engine.create(new ContainerRequest("web", SPEC, Map.of()), LIMIT));
    }

    /** A proxy in between, an original agent, or anything else that listens there. */
    @ParameterizedTest
    @CsvSource({"301, false", "400, true", "404, true", "502, false", "503, false"})
    void believesOnlyARefusalFromWhoeverIsNoAgent(int status, boolean refused) {
        agent.raw(
                START,
                "HTTP/1.1 " + status + " Word\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(failure())
                .isExactlyInstanceOf(refused ? EngineRefusedException.class : EngineTimeoutException.class)
                .hasMessageContaining(Integer.toString(status));
    }

    @Test
    void isToldThatItsTokenIsWrong() {
        agent.json(START, 401, error(401, "refused", "token"));

        assertThat(failure())
                .isInstanceOfSatisfying(
                        EngineRefusedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(401))
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void givesUpAnAnswerThatIsTooLarge() {
        agent.on(LIST, out -> {
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 66; i++) {
                out.write(blanks);
            }
            out.write("{\"containers\":[]}".getBytes(StandardCharsets.US_ASCII));
        });

        assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.list(LIMIT));
    }

    @Test
    void endsAtItsDeadlineThoughTheAgentSaysNothing() {
        agent.hang(START);

        assertThat(failure(SHORT)).isExactlyInstanceOf(EngineTimeoutException.class);
    }

    /** Each byte comes in time, and the whole never. */
    @Test
    void endsAtItsDeadlineThoughTheAgentGoesOnSaying() {
        agent.on(LIST, out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!Thread.currentThread().isInterrupted()) {
                out.write(' ');
                out.flush();
            }
        });

        assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.list(SHORT));
    }

    @Test
    void saysWhoItIsAndHowLongItWaitsAndForWhom() {
        agent.raw(START, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

        engine.start("c1", LIMIT);
        epoch.set(8);
        engine.start("c1", LIMIT);

        assertThat(agent.heads().get(0))
                .contains("authorization: bearer " + TOKEN + "\n")
                .contains("humpback-deadline: 30000\n")
                .contains("humpback-cluster: cluster-1\n")
                .contains("humpback-epoch: 7\n");
        assertThat(agent.heads().get(1)).contains("humpback-epoch: 8\n");
    }

    @Test
    void doesNotFenceQuestions() {
        agent.json(LIST, 200, "{\"containers\":[]}");

        assertThat(engine.list(LIMIT)).isEmpty();

        assertThat(agent.heads().get(0)).doesNotContain("humpback-epoch").contains("humpback-deadline");
    }

    @Test
    void asksOnceAndLeavesAskingAgainToTheLoop() {
        agent.raw(START, "");

        assertThat(failure()).isNotNull();

        assertThat(agent.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"image\":\"i\",\"status\":\"Pulling\"}\n", "{\"ok\":", "<html>"})
    void doesNotKnowWhatBecameOfAPullWhoseLastLineIsMissing(String lines) {
        agent.raw("POST /agent/v1/images/pull", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + lines);

        assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.pull("app:1", LIMIT));
    }

    @Test
    void isToldInTheLastLineWhyAPullFailed() {
        agent.raw(
                "POST /agent/v1/images/pull",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                        + AgentWire.encode(AgentPullStep.failed(AgentError.refused(404, "no such image", ""))) + "\n");

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.pull("app:1", LIMIT))
                .satisfies(refused -> assertThat(refused.isNotFound()).isTrue());
    }

    @Test
    void isToldThatTheEngineOfALivingAgentIsDead() {
        agent.json("GET /agent/v1/info", 503, error(503, "engine-dead", ""));

        assertThatExceptionOfType(EngineDeadException.class).isThrownBy(() -> engine.info(LIMIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"open\":true}\nnonsense\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"open\":true}\n{\"id\":\"a\",\"act",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"broken\":\"the engine ended it\"}\n"
            })
    void isToldOnceThatAStreamOfEventsBroke(String answer) {
        agent.raw("GET /agent/v1/events", answer);
        RecordingListener listener = new RecordingListener();

        engine.subscribe(listener);

        await().atMost(LIMIT).until(() -> listener.calls().contains("broken"));
        assertThat(listener.calls()).filteredOn("broken"::equals).hasSize(1);
        assertThat(listener.reason()).isNotBlank();
    }

    @Test
    void breaksAStreamWhoseLineNeverEnds() {
        agent.on("GET /agent/v1/events", out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"open\":true}\n"
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] endless = new byte[8192];
            Arrays.fill(endless, (byte) 'x');
            while (!Thread.currentThread().isInterrupted()) {
                out.write(endless);
            }
        });
        RecordingListener listener = new RecordingListener();

        engine.subscribe(listener);

        await().atMost(LIMIT).until(() -> listener.calls().contains("broken"));
        assertThat(listener.reason()).contains("a line of more than 65536 bytes");
    }

    @Test
    void breaksAStreamThatIsSilentForTooLong() {
        agent.on("GET /agent/v1/events", out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n{\"open\":true}\n".getBytes(StandardCharsets.US_ASCII));
            new java.util.concurrent.CountDownLatch(1).await();
        });
        RecordingListener listener = new RecordingListener();

        engine.subscribe(listener);

        listener.awaitOpen();
        await().atMost(LIMIT).until(() -> listener.calls().contains("broken"));
        assertThat(listener.reason()).contains("silent for 2000 ms");
    }
}
