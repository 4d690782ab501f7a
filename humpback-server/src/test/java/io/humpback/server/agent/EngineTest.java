package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent says of its engine's health, from how calls have ended, on a time that passes as the test says. */
@Timeout(60)
class EngineTest {
    private static final Duration DEAD_AFTER = Duration.ofSeconds(20);
    private static final Duration CREATE = Duration.ofSeconds(60);
    private static final Duration PROBE = Duration.ofSeconds(3);
    private static final Duration ANSWERED = Duration.ofSeconds(30);
    private static final Duration NOT_ANSWERED = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    private TestingAgent agent;
    private long nanos = -5; // a clock of this kind may begin anywhere
    private Engine engine;

    @BeforeEach
    void start() {
        agent = TestingAgent.start(directory);
        engine = new Engine(agent.host, new CallLog(() -> nanos), new ChangeLog(() -> nanos), "1", DEAD_AFTER);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** A change that was waited for as long as {@code time}, while {@code meanwhile} happened at its end. */
    private void unanswered(Duration time, Runnable meanwhile) {
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> engine.change((Runnable) () -> {
                    pass(time);
                    meanwhile.run();
                    throw new EngineTimeoutException("engine", "create", null);
                }));
    }

    private void unanswered(Duration time) {
        unanswered(time, () -> {});
    }

    private void assertHealthy() {
        assertThat(engine.info(ANSWERED).facts().engineId()).isNotEmpty();
    }

    /** A question for its health that takes as long as a center waits for one. */
    private String probeOfAFrozenEngine() {
        pass(PROBE);
        try {
            engine.info(NOT_ANSWERED);
            return "well";
        } catch (AgentErrorException e) {
            return "dead";
        } catch (EngineTimeoutException e) {
            return "no answer";
        }
    }

    @Test
    void isNotDeadForASlowCreationBesideAnswers() {
        unanswered(CREATE, this::assertHealthy);
        agent.engine.freeze();

        assertThat(probeOfAFrozenEngine()).isEqualTo("no answer");
    }

    @Test
    void isDeadWhenNothingHasComeFromItForLong() {
        assertHealthy();
        agent.engine.freeze();
        assertThat(probeOfAFrozenEngine()).isEqualTo("no answer");

        pass(DEAD_AFTER);

        assertThat(probeOfAFrozenEngine()).isEqualTo("dead");
    }

    @Test
    void isWellBesideASlowCreation() {
        unanswered(CREATE);

        assertHealthy();
    }

    @Test
    @DisplayName("D3: it answers questions and leaves each change without an answer -> its agent says so")
    void d3_isNotWellWhenItDoesNothingOfWhatItIsAskedTo() {
        for (int i = 0; i < ChangeLog.ENOUGH; i++) {
            assertHealthy();
            unanswered(CREATE);
        }

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> engine.info(ANSWERED))
                .withMessageContaining("though it answers questions")
                .withMessageContaining("180 s ago");
    }

    @Test
    void isGivenAnotherChanceAfterAWhile() {
        for (int i = 0; i < ChangeLog.ENOUGH; i++) {
            unanswered(CREATE);
        }
        pass(ChangeLog.MEMORY);
        assertHealthy();

        unanswered(CREATE);

        assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.info(ANSWERED));
    }

    @Test
    void isWellAsSoonAsOneChangeIsAnsweredThoughWithARefusal() {
        for (int i = 0; i < ChangeLog.ENOUGH; i++) {
            unanswered(CREATE);
        }

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.change((Runnable) () -> {
                    throw new EngineRefusedException(409, "name in use");
                }));

        assertHealthy();
    }

    @Test
    void isNotJudgedByChangesThatWereGivenNoTimeOrWereOvertaken() {
        for (int i = 0; i < ChangeLog.ENOUGH; i++) {
            unanswered(ChangeLog.PATIENCE.minusMillis(1));
        }
        for (int i = 0; i < ChangeLog.ENOUGH; i++) {
            unanswered(CREATE, () -> engine.change(() -> true));
        }

        assertThatCode(this::assertHealthy).doesNotThrowAnyException();
    }

    @Test
    void saysHowLongAgoAChangeCameToItsEnd() {
        engine.change(() -> true);
        pass(Duration.ofSeconds(7));

        assertThat(engine.info(ANSWERED).lastFinishedMillis()).isEqualTo(7000);
    }
}
