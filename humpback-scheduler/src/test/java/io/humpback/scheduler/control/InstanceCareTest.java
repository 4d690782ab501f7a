package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.MetaId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of goals that cannot be reached and of instances that nobody wants. */
class InstanceCareTest {
    @Test
    void closesARefusedRestartWithItsReasonAndTriesItNoMore() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");
        TestingEngine engine = fixture.engines.get("n1");
        engine.refuse("restart", 500, "cannot restart", 1);

        OperationResult result = fixture.run(new Command.Operate(meta, Action.RESTART));
        fixture.pass(Duration.ofMinutes(2));

        assertThat(result.items()).singleElement().satisfies(item -> {
            assertThat(item.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(item.reason()).contains("cannot restart");
        });
        assertThat(engine.calls()).noneMatch(call -> call.startsWith("restart"));
    }

    @Test
    void shrinksASurplusAndTellsOfItAsARecovery() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(4, "app:1");
        // as a state may be that was restored from an earlier moment
        var wanted = fixture.loop.view().meta(meta).orElseThrow().withInstances(2, fixture.clock.instant());
        fixture.store.commit(
                new Commit(fixture.store.head(), fixture.store.head().next("restored"), List.of(Write.put(wanted))));
        fixture.failOver();

        fixture.pass(Duration.ofSeconds(5));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.RECOVER);
        assertThat(fixture.store.allEvents().get(1).containers()).hasSize(2);
    }

    @Test
    void closesTheCreationOfAServiceThatEndsAtOnceWithoutWaiting() {
        LoopFixture fixture = new LoopFixture("n1");
        var spec = io.humpback.core.ContainerSpec.builder("web", "crashes:1")
                .restartPolicy(new io.humpback.core.RestartPolicy("always", 0))
                .build();

        OperationResult result = fixture.submit(LoopFixture.create(1, spec)).getNow(null);

        assertThat(result).isNotNull();
        assertThat(result.items()).allMatch(item -> item.outcome() == Outcome.DONE);
    }

    @Test
    void keepsAKilledInstanceStopped() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");

        fixture.run(new Command.Operate(meta, Action.KILL));
        fixture.pass(Duration.ofMinutes(5));

        assertThat(fixture.engines.get("n1").containers())
                .singleElement()
                .matches(container -> !container.state().isLive());
    }
}
