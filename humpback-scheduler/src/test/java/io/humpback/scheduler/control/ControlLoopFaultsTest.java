package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.DocumentKind;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What must hold when several things go wrong at once. */
class ControlLoopFaultsTest {
    private static final Duration DETECTION = Duration.ofSeconds(20);
    private static final Duration DELAY = LoopFixture.SETTINGS.migrateDelay();

    private static List<String> ids(LoopFixture fixture, String node) {
        return fixture.engines.get(node).containers().stream()
                .map(ObservedContainer::id)
                .sorted()
                .toList();
    }

    @Test
    void keepsTheOriginalWhenItsMigrationFailed() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        List<String> original = ids(fixture, "n1");
        fixture.engines
                .get("n2")
                .addForeign(LoopFixture.spec(fixture.names().get("n1").get(0), "other:1"));
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.plus(DETECTION));

        fixture.engines.get("n1").comeBack();
        fixture.pass(Duration.ofSeconds(30));

        assertThat(ids(fixture, "n1")).isEqualTo(original);
        assertThat(fixture.engines.get("n1").calls()).noneMatch(call -> call.startsWith("remove"));
    }

    @Test
    void keepsAStoppedInstanceStoppedThoughItsMigrationFailedAtFirst() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(new Command.Operate(meta, Action.STOP));
        String name = fixture.names().get("n1").get(0);
        fixture.engines.get("n2").addForeign(LoopFixture.spec(name, "other:1"));
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.plus(DETECTION));

        fixture.engines.get("n2").deleteByHand(name);
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.counts()).containsExactly(1, 2);
        assertThat(fixture.engines.get("n2").containers())
                .noneMatch(container -> container.state().isLive());
    }

    @Test
    void keepsTheReplacementThatRanThoughItsNodeIsOutOfReachAsTheOriginalReturns() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.plus(DETECTION));
        List<String> replacements = ids(fixture, "n2");

        fixture.engines.get("n2").die();
        fixture.engines.get("n1").comeBack();
        fixture.pass(Duration.ofSeconds(15));
        fixture.engines.get("n2").comeBack();
        fixture.pass(DETECTION);

        assertThat(ids(fixture, "n2")).isEqualTo(replacements).hasSize(2);
        assertThat(ids(fixture, "n1")).isEmpty();
    }

    @Test
    void keepsTheOriginalWhileItsReplacementExistsButDoesNotRun() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        List<String> original = ids(fixture, "n1");
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.minusSeconds(1));
        for (int i = 0; i < 30; i++) {
            fixture.engines.get("n2").loseCall("start");
            fixture.pass(Duration.ofSeconds(1));
        }
        assertThat(fixture.counts()).containsExactly(1, 2);

        fixture.engines.get("n1").comeBack();
        for (int i = 0; i < 10; i++) {
            fixture.engines.get("n2").loseCall("start");
            fixture.pass(Duration.ofSeconds(1));
        }
        fixture.pass(DETECTION);

        assertThat(ids(fixture, "n1")).isEqualTo(original);
        assertThat(fixture.counts()).containsExactly(1, 1);
    }

    @Test
    void completesACommandWhoseLastCommitGotNoAnswer() {
        LoopFixture fixture = new LoopFixture("n1");
        CompletableFuture<OperationResult> future =
                fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        fixture.step();
        fixture.store.swallowNextAnswer();

        fixture.pass(Duration.ofSeconds(5));

        assertThat(future).isCompleted();
        assertThat(future.join().isComplete()).isTrue();
    }

    @Test
    void tellsOfAnEventWhoseCommitGotNoAnswer() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        fixture.step();
        AtomicInteger told = new AtomicInteger();
        fixture.loop.events().onAppend(told::incrementAndGet);
        told.set(0);
        fixture.store.swallowNextAnswer();

        fixture.pass(Duration.ofSeconds(5));

        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        assertThat(told).hasValue(1);
    }

    @Test
    void awaitsACommandWhoseFirstCommitGotNoAnswer() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.store.swallowNextAnswer();

        OperationResult result = fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));

        assertThat(result.isComplete()).isTrue();
    }

    @Test
    void tellsOfAnOperationUnderANewLeaderOnlyWhenItIsDone() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.loop.submit(new Command.Operate(meta, Action.STOP));
        fixture.step();

        fixture.failOver();
        fixture.pass(Duration.ofSeconds(5));

        MetaEvent event = fixture.store.allEvents().get(1);
        assertThat(event.cause()).isEqualTo(Cause.OPERATE);
        assertThat(event.containers())
                .extracting(hosted -> hosted.container().state().status())
                .containsExactly(Status.EXITED, Status.EXITED);
    }

    @Test
    void namesWhatIsLeftOfAScaleDownThatANewLeaderFinishes() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        MetaId meta = fixture.created(6, "app:1");
        fixture.loop.submit(LoopFixture.scale(meta, 2));
        fixture.step();

        fixture.failOver();
        fixture.pass(Duration.ofSeconds(5));

        assertThat(fixture.allNames()).hasSize(2);
        assertThat(fixture.store.allEvents().get(1).containers()).hasSize(2);
    }

    @Test
    void namesWhatWasRemovedThoughTheCenterHasJustStarted() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.takeOver();

        OperationResult result = fixture.run(new Command.RemoveMeta(meta));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.store.allEvents().get(1).containers()).hasSize(2);
    }

    @Test
    void placesOnANodeThatIsJustRidOfContainersByAnOperation() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(2, "app:1");
        fixture.loop.submit(LoopFixture.scale(meta, 1));
        fixture.step();

        CompletableFuture<OperationResult> other =
                fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("other", "app:1")));
        fixture.step();
        fixture.pass(Duration.ofSeconds(5));

        assertThat(other.join().isComplete()).isTrue();
    }

    @Test
    void refusesACommandAfterItsEnd() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.loop.close();

        assertThat(fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1"))))
                .isCompletedExceptionally();
    }

    @Test
    void removesAMetaHoweverManyOperationsAreOpen() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");
        fixture.engines.get("n1").die();
        for (int from = 0; from < 30; from += 15) {
            List<Write> writes = new ArrayList<>();
            for (int i = from; i < from + 15; i++) {
                writes.add(Write.put(new Operation(
                        OperationId.of("recover-" + i),
                        Cause.RECOVER,
                        fixture.loop.view().meta(meta).orElseThrow(),
                        List.of(1),
                        "",
                        fixture.clock.instant(),
                        fixture.clock.instant().plusSeconds(3600),
                        List.of())));
            }
            fixture.store.commit(
                    new Commit(fixture.store.head(), fixture.store.head().next("more-" + from), writes));
        }
        fixture.failOver();

        fixture.run(new Command.RemoveMeta(meta));

        assertThat(fixture.loop.view().meta(meta)).isEmpty();
        assertThat(fixture.store.load().documents())
                .noneMatch(document -> document.key().kind() == DocumentKind.OPERATION);
    }

    @Test
    void restoresAnAdoptedContainerThatIsDeletedBeforeItsMigrationHasEnded() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(4, "app:1");
        List<String> names = fixture.names().get("n1");
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.minusSeconds(1));
        fixture.engines.get("n1").deleteByHand(names.get(1));
        for (int i = 0; i < 40; i++) {
            fixture.engines.get("n2").loseCall("pull");
            fixture.engines.get("n2").loseCall("create");
            fixture.pass(Duration.ofSeconds(1));
            if (i == 20) {
                fixture.engines.get("n1").comeBack();
            }
            if (i == 35) {
                fixture.engines.get("n1").deleteByHand(names.get(0));
            }
        }
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.allNames()).hasSize(4).doesNotHaveDuplicates();
        assertThat(fixture.quarantined).isEmpty();
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    void countsTheDelayAnewForANodeThatAnsweredMeanwhile() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);
        fixture.engines.get("n1").comeBack();
        for (int i = 0; i < 30; i++) {
            fixture.engines.get("n1").loseCall("list");
            fixture.pass(Duration.ofSeconds(1));
        }

        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);

        assertThat(fixture.counts()).containsExactly(1, 1);
    }
}
