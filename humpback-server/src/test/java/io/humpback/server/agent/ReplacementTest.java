package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.server.simulated.Fault;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A container that is replaced, and an engine that does not say how that went. */
class ReplacementTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final List<Runnable> due = new ArrayList<>();
    private TestingAgent agent;
    private ObservedContainer old;

    @BeforeEach
    void start(@TempDir Path directory) {
        agent = TestingAgent.start(directory);
        String id = agent.createForeign("web", Map.of("team", "blue"));
        agent.host.start(id, LIMIT);
        old = agent.host.inspect(id, LIMIT);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private Replacement replacement(Duration deadline) {
        return new Replacement(agent.host, deadline, Duration.ofSeconds(1), (delay, task) -> due.add(task));
    }

    private static ContainerRequest request(String name) {
        return new ContainerRequest(
                name, ContainerSpec.builder(name, TestImages.NOOP_2).build(), Map.of());
    }

    private void runDue() {
        while (!due.isEmpty()) {
            due.remove(0).run();
        }
    }

    private void assertOldOneRunsAlone() {
        assertThat(agent.engine.containers()).containsExactly("web");
        ObservedContainer now = agent.host.inspect("web", LIMIT);
        assertThat(now.id()).isEqualTo(old.id());
        assertThat(now.state().isLive()).isTrue();
    }

    @Test
    void putsTheNewOneInItsPlace() {
        String id = replacement(LIMIT).replace(old, request("web"), UnaryOperator.identity());

        assertThat(agent.engine.containers()).containsExactly("web");
        assertThat(agent.host.inspect("web", LIMIT).id()).isEqualTo(id).isNotEqualTo(old.id());
        assertThat(due).isEmpty();
    }

    /** Each of these was done, and nobody knows; the caller is told so, and all is as before. */
    @ParameterizedTest
    @CsvSource({"/containers/.*/stop", "/containers/.*/rename", "/containers/create", "/containers/.*/start"})
    void undoesWhatWasDoneWithoutAnAnswer(String path) {
        agent.engine.inject(Fault.lostAnswer().on("POST", path).times(1));

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> replacement(LIMIT).replace(old, request("web"), UnaryOperator.identity()));

        assertOldOneRunsAlone();
        runDue();
        assertOldOneRunsAlone();
    }

    @Test
    void undoesWhatWasMadeUnderAnotherName() {
        agent.engine.inject(Fault.lostAnswer().on("POST", "/containers/create").times(1));

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> replacement(LIMIT).replace(old, request("shop"), UnaryOperator.identity()));

        assertOldOneRunsAlone();
    }

    /** It was there before, so it is not what a create without an answer has made. */
    @Test
    void leavesAnotherContainerOfTheNewNameAlone() {
        String other = agent.createForeign("shop", Map.of());
        agent.engine.inject(Fault.lostCall().on("POST", "/containers/create").times(1));

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> replacement(LIMIT).replace(old, request("shop"), UnaryOperator.identity()));

        assertThat(agent.host.inspect("shop", LIMIT).id()).isEqualTo(other);
        assertThat(agent.host.inspect("web", LIMIT).state().isLive()).isTrue();
    }

    /** The engine hangs from the create on, and does all that it was told when it goes on. */
    @Test
    void undoesWhatIsDoneLate() {
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> replacement(SHORT).replace(old, request("web"), complete -> {
                    agent.engine.freeze();
                    return complete;
                }));
        assertThat(due).hasSize(1);

        agent.engine.heal();
        runDue();

        assertOldOneRunsAlone();
    }

    @Test
    void looksASecondTimeForWhatHappenedAfterTheFirst() {
        agent.engine.inject(Fault.lostAnswer().on("POST", "/containers/create").times(1));
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> replacement(LIMIT).replace(old, request("web"), UnaryOperator.identity()));
        agent.host.rename(old.id(), "web-" + old.id().substring(0, 8), LIMIT);
        agent.host.stop(old.id(), Duration.ofSeconds(1), LIMIT);

        runDue();

        assertOldOneRunsAlone();
    }

    @Test
    void undoesARefusalAtOnceAndForGood() {
        agent.engine.inject(Fault.failure(500, "no space left on device").on("POST", "/containers/create"));

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> replacement(LIMIT).replace(old, request("web"), UnaryOperator.identity()));

        assertOldOneRunsAlone();
        assertThat(due).isEmpty();
    }

    @Test
    void removesTheOldOneLaterWhereThatFails() {
        agent.engine.inject(
                Fault.failure(500, "device is busy").on("DELETE", ".*").times(2));

        String id = replacement(LIMIT).replace(old, request("web"), UnaryOperator.identity());
        assertThat(agent.engine.containers()).hasSize(2);
        runDue();

        assertThat(agent.engine.containers()).containsExactly("web");
        assertThat(agent.host.inspect("web", LIMIT).id()).isEqualTo(id);
    }

    @Test
    void undoesNothingOfALaterReplacement() {
        Replacement replacement = replacement(LIMIT);
        agent.engine.inject(Fault.lostAnswer().on("POST", "/containers/create").times(1));
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> replacement.replace(old, request("web"), UnaryOperator.identity()));
        String id = replacement.replace(old, request("web"), UnaryOperator.identity());

        runDue();

        assertThat(agent.engine.containers()).containsExactly("web");
        assertThat(agent.host.inspect("web", LIMIT).id()).isEqualTo(id);
    }

    /** The same by the contract's route. */
    @Test
    void tellsWhoReplacesByIdThatNobodyKnowsAndUndoesIt() {
        agent.engine.inject(Fault.lostAnswer().on("POST", "/containers/create").times(1));

        TestingAgent.Answer answer = agent.plain(
                "POST",
                "/v1/containers",
                "{\"Id\":\"" + old.id() + "\",\"Name\":\"web\",\"Image\":\"" + TestImages.NOOP_2 + "\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(504);
        assertOldOneRunsAlone();
    }
}
