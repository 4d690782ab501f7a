package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.PortMapping;
import io.humpback.core.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
    private static final Duration DETECTION = Duration.ofSeconds(20);
    private static final Duration DELAY = LoopFixture.SETTINGS.migrateDelay();

    @Test
    void spreadsInstancesEvenly() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");

        OperationResult result = fixture.run(LoopFixture.create(6, LoopFixture.spec("web", "app:1")));

        assertThat(fixture.counts()).containsExactly(2, 2, 2);
        assertThat(result.isComplete()).isTrue();
        assertThat(result.containers()).hasSize(6);
    }

    @Test
    void commitsTheIntentionBeforeAnyCall() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));

        fixture.step();

        assertThat(fixture.store.load().documents())
                .extracting(document -> document.key().kind().folder())
                .contains("operations", "metas", "assignments");
        assertThat(fixture.engines.get("n1").calls()).isEmpty();
    }

    @Test
    void closesACreationWithItsEventAndTheContainersSeenThen() {
        LoopFixture fixture = new LoopFixture("n1", "n2");

        fixture.created(2, "app:1");

        MetaEvent event = fixture.store.allEvents().get(0);
        assertThat(event.cause()).isEqualTo(Cause.CREATE);
        assertThat(event.containers())
                .extracting(hosted -> hosted.container().name())
                .containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2");
    }

    @Test
    void movesInstancesOffADeadNodeAfterTheDelayOnly() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.engines.get("n1").die();

        fixture.pass(DELAY);
        assertThat(fixture.counts()).containsExactly(2, 2, 2);

        fixture.pass(DETECTION);
        assertThat(fixture.counts()).containsExactly(2, 3, 3);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    void keepsNamesAndIndexesInAMigration() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(6, "app:1");
        List<String> before = fixture.allNames();
        fixture.engines.get("n1").die();

        fixture.pass(DELAY.plus(DETECTION));

        List<String> survivors = new java.util.ArrayList<>(fixture.names().get("n2"));
        survivors.addAll(fixture.names().get("n3"));
        assertThat(survivors).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void removesStaleContainersFromANodeThatReturns() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.plus(DETECTION));

        fixture.engines.get("n1").comeBack();
        fixture.pass(DETECTION);

        assertThat(fixture.counts()).containsExactly(0, 3, 3);
    }

    @Test
    void leavesANodeAloneThatReturnsWithinTheDelay() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.minusSeconds(5));

        fixture.engines.get("n1").comeBack();
        fixture.pass(DELAY);

        assertThat(fixture.counts()).containsExactly(2, 2, 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    void keepsTheContainerOfANodeThatReturnsBeforeItsReplacementRuns() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        String original = fixture.engines.get("n1").containers().get(0).id();
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.minusSeconds(1));
        for (int i = 0; i < 60; i++) {
            fixture.engines.get("n2").loseCall("create");
            fixture.engines.get("n2").loseCall("pull");
            fixture.pass(Duration.ofSeconds(1));
        }

        fixture.engines.get("n1").comeBack();
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.counts()).containsExactly(1, 1);
        assertThat(fixture.engines.get("n1").containers())
                .extracting(ObservedContainer::id)
                .containsExactly(original);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    void restoresADeletedContainerAtOnce() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");

        fixture.engines.get("n1").deleteByHand(fixture.names().get("n1").get(0));
        fixture.settle();

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.RECOVER);
    }

    @Test
    void takesTheSurplusFromTheFullestNodes() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        MetaId meta = fixture.created(6, "app:1");
        fixture.engines.get("n3").die();
        fixture.pass(DELAY.plus(DETECTION));
        assertThat(fixture.counts()).containsExactly(3, 3, 2);

        OperationResult result = fixture.run(LoopFixture.scale(meta, 2));

        assertThat(fixture.counts().subList(0, 2)).containsExactly(1, 1);
        assertThat(result.isComplete()).isTrue();
        assertThat(result.containers()).hasSize(2);
    }

    @Test
    void removesAMetaAndTellsWhatWasThere() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(3, "app:1");

        OperationResult result = fixture.run(new Command.RemoveMeta(meta));

        assertThat(fixture.allNames()).isEmpty();
        assertThat(result.isComplete()).isTrue();
        MetaEvent event = fixture.store.allEvents().get(1);
        assertThat(event.cause()).isEqualTo(Cause.REMOVE);
        assertThat(event.containers()).hasSize(3);
    }

    @Test
    void removesFromADeadNodeWhenItReturns() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);

        OperationResult result = fixture.run(new Command.RemoveMeta(meta));
        assertThat(result.items())
                .extracting(OperationResult.Item::outcome)
                .containsExactlyInAnyOrder(Outcome.WAITING, Outcome.DONE);

        fixture.engines.get("n1").comeBack();
        fixture.pass(DETECTION);
        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    void neverTouchesAForeignContainer() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.engines.get("n1").addForeign(LoopFixture.spec("mine", "other:1"));
        MetaId meta = fixture.created(4, "app:1");

        fixture.submit(new Command.RemoveMeta(meta));

        assertThat(fixture.allNames()).containsExactly("mine");
    }

    @Test
    void leavesAContainerAloneThatEndedFairly() {
        LoopFixture fixture = new LoopFixture("n1");
        OperationResult result = fixture.run(LoopFixture.create(
                1,
                LoopFixture.spec("job", "exits:1").toBuilder()
                        .restartPolicy(new RestartPolicy("no", 0))
                        .build()));

        fixture.pass(Duration.ofMinutes(5));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.engines.get("n1").calls())
                .containsExactly("create CLUSTER-default-job-1", "start CLUSTER-default-job-1");
    }

    @Test
    void startsAContainerAgainThatWasStoppedBehindItsBack() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.submit(LoopFixture.create(
                1,
                LoopFixture.spec("web", "app:1").toBuilder()
                        .restartPolicy(new RestartPolicy("always", 0))
                        .build()));

        fixture.engines.get("n1").endByHand("CLUSTER-default-web-1", 0);
        fixture.settle();

        assertThat(fixture.engines.get("n1").containers().get(0).state().status())
                .isEqualTo(Status.RUNNING);
    }

    @Test
    void startsAContainerThatCrashesAgainAndAgainEverLater() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.submit(LoopFixture.create(
                1,
                LoopFixture.spec("web", "exits:1").toBuilder()
                        .restartPolicy(new RestartPolicy("always", 0))
                        .build()));

        fixture.pass(Duration.ofSeconds(100));

        long starts = fixture.engines.get("n1").calls().stream()
                .filter(call -> call.startsWith("start"))
                .count();
        assertThat(starts).isBetween(4L, 6L); // at 0, 0, 10, 30, 70 s
    }

    @Test
    void adoptsAContainerWhoseCreationGotNoAnswer() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.engines.get("n1").swallowAnswer("create");
        CompletableFuture<OperationResult> future =
                fixture.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));

        fixture.pass(Duration.ofSeconds(5));

        assertThat(future.join().isComplete()).isTrue();
        assertThat(fixture.engines.get("n1").calls())
                .containsExactly("create CLUSTER-default-web-1", "start CLUSTER-default-web-1");
    }

    @Test
    void triesARefusedCreationOnAnotherNode() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        ContainerSpec spec = LoopFixture.spec("web", "app:1").toBuilder()
                .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
                .build();
        fixture.engines
                .get("n1")
                .addForeign(LoopFixture.spec("other", "x:1").toBuilder()
                        .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
                        .build());

        OperationResult result = fixture.run(LoopFixture.create(1, spec));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.names().get("n2")).containsExactly("CLUSTER-default-web-1");
    }

    @Test
    void forgetsAContainerThatCouldNotStartThoughAListShowedIt() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        ContainerSpec spec = LoopFixture.spec("web", "app:1").toBuilder()
                .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
                .build();
        fixture.engines.get("n1").addForeign(spec.toBuilder().name("other").build());
        fixture.beforeCall = name -> {
            if (name.equals("remove")) {
                fixture.step();
                while (fixture.runOneCall()) {
                    fixture.step();
                }
            }
        };

        OperationResult result = fixture.run(LoopFixture.create(2, spec));

        assertThat(result.items())
                .extracting(OperationResult.Item::outcome)
                .containsExactlyInAnyOrder(Outcome.DONE, Outcome.FAILED);
        assertThat(result.containers()).hasSize(1);
    }

    @Test
    void leavesNothingOfACreationThatFailedEverywhere() {
        LoopFixture fixture = new LoopFixture("n1", "n2");

        OperationResult result = fixture.run(LoopFixture.create(2, LoopFixture.spec("web", "broken:1")));
        fixture.pass(Duration.ofMinutes(2));

        assertThat(result.isFailed()).isTrue();
        assertThat(result.items().get(0).reason()).contains("no such file");
        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.loop.view().meta(result.meta().id())).isEmpty();
        assertThat(fixture.causes()).isEmpty();
    }

    @Test
    void createsWhatFitsAndTellsWhyTheRestWaits() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        ContainerSpec spec = LoopFixture.spec("web", "app:1").toBuilder()
                .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
                .build();

        OperationResult result = fixture.run(LoopFixture.create(3, spec));

        assertThat(result.items())
                .extracting(OperationResult.Item::outcome)
                .containsExactly(Outcome.DONE, Outcome.DONE, Outcome.FAILED);
        assertThat(result.items().get(2).reason()).isEqualTo("no node fits: 2 have a wanted port taken");
        assertThat(fixture.pending).contains("CLUSTER-default-web-3: no node fits: 2 have a wanted port taken");
    }

    @Test
    void keepsAStoppedInstanceStopped() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");

        OperationResult result = fixture.run(new Command.Operate(meta, Action.STOP));
        fixture.pass(Duration.ofMinutes(5));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.engines.get("n1").containers().get(0).state().status())
                .isEqualTo(Status.EXITED);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.OPERATE);
    }

    @Test
    void restartsOnceForEachRequest() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");

        fixture.run(new Command.Operate(meta, Action.RESTART));
        fixture.run(new Command.Operate(meta, Action.RESTART));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.engines.get("n1").calls().stream().filter(call -> call.startsWith("restart")))
                .hasSize(2);
    }

    @Test
    void restartsOnceThoughTheAnswerIsLost() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");
        fixture.engines.get("n1").swallowAnswer("restart");

        CompletableFuture<OperationResult> future = fixture.submit(new Command.Operate(meta, Action.RESTART));
        fixture.pass(Duration.ofSeconds(10));

        assertThat(future.join().isComplete()).isTrue();
        assertThat(fixture.engines.get("n1").calls().stream().filter(call -> call.startsWith("restart")))
                .hasSize(1);
    }

    @Test
    void appliesAnActionToADeadNodeWhenItReturns() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);

        OperationResult result = fixture.run(new Command.Operate(meta, Action.STOP));
        assertThat(result.items())
                .extracting(OperationResult.Item::outcome)
                .containsExactlyInAnyOrder(Outcome.WAITING, Outcome.DONE);

        fixture.engines.get("n1").comeBack();
        fixture.pass(DETECTION);
        assertThat(fixture.engines.get("n1").containers().get(0).state().status())
                .isEqualTo(Status.EXITED);
    }

    @Test
    void refusesASecondNameAndAnUnknownMeta() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.created(1, "app:1");

        assertThatThrownBy(() -> fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "app:2"))))
                .hasCauseInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("name is taken");
        assertThatThrownBy(() -> fixture.run(new Command.RemoveMeta(MetaId.of("nope"))))
                .hasMessageContaining("meta does not exist");
    }

    @Test
    void convergesAfterADeathBetweenAnyTwoCallsOfACreation() {
        for (int calls = 0; calls < 12; calls++) {
            LoopFixture fixture = new LoopFixture("n1", "n2");
            fixture.loop.submit(LoopFixture.create(4, LoopFixture.spec("web", "app:1")));
            fixture.step();
            for (int i = 0; i < calls; i++) {
                fixture.runOneCall();
                fixture.step();
            }

            fixture.failOver();
            fixture.pass(Duration.ofSeconds(5));

            assertThat(fixture.counts()).as("died after %d calls", calls).containsExactly(2, 2);
            assertThat(fixture.causes()).as("died after %d calls", calls).containsExactly(Cause.CREATE);
        }
    }

    @Test
    void goesOnCountingDownUnderANewLeader() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);

        fixture.failOver();
        fixture.pass(DELAY.minus(Duration.ofSeconds(5)));

        assertThat(fixture.counts()).containsExactly(1, 2);
    }

    @Test
    void deletesNothingWithAnEmptyStore() {
        LoopFixture first = new LoopFixture("n1");
        first.created(2, "app:1");
        LoopFixture second = new LoopFixture("n1");
        second.engines.put("n1", first.engines.get("n1"));
        second.failOver();

        second.pass(Duration.ofMinutes(5));

        assertThat(first.allNames()).hasSize(2);
    }

    @Test
    void actsNoMoreAfterAnotherLeaderCommitted() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.created(1, "app:1");
        fixture.store.usurp();

        CompletableFuture<OperationResult> future =
                fixture.submit(LoopFixture.create(1, LoopFixture.spec("late", "app:1")));

        assertThat(future).isCompletedExceptionally();
        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
    }

    @Test
    void tellsThatAnOperationUnderWayMayBeDoneWhenItLosesTheLead() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.hang("n1");
        CompletableFuture<OperationResult> underWay =
                fixture.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        assertThat(underWay).isNotDone();
        fixture.store.usurp();

        CompletableFuture<OperationResult> refused =
                fixture.submit(LoopFixture.create(1, LoopFixture.spec("late", "app:1")));

        assertThat(underWay)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(OperationUnfinishedException.class)
                .withMessageContaining("may have been done");
        assertThat(refused)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(CommandRejectedException.class);
    }

    @Test
    void tellsThatAnOperationUnderWayMayBeDoneWhenItCloses() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.hang("n1");
        CompletableFuture<OperationResult> underWay =
                fixture.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        fixture.unhang("n1");

        fixture.loop.close();

        assertThat(underWay)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(OperationUnfinishedException.class);
    }

    @Test
    void showsTheHeadOfWhatItShows() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.created(1, "app:1");

        assertThat(fixture.loop.view().head()).isEqualTo(fixture.store.head());
        assertThat(fixture.loop.view().clusterId()).isNotEmpty();
    }

    @Test
    void refusesACommandWithoutEffectWhileTheStoreIsAway() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.store.unavailable(true);

        CompletableFuture<OperationResult> future =
                fixture.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        fixture.store.unavailable(false);
        fixture.pass(Duration.ofMinutes(3));

        assertThat(future).isCompletedExceptionally();
        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    void readsTheStoreAgainWhenACommitGotNoAnswer() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.store.swallowNextAnswer();
        fixture.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));

        fixture.pass(Duration.ofSeconds(5));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    void fallsSilentWhenEverythingIsAsItShould() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(4, "app:1");
        int commits = fixture.store.commits().size();
        int calls = fixture.engines.get("n1").calls().size();

        fixture.pass(Duration.ofMinutes(10));

        assertThat(fixture.store.commits()).hasSize(commits);
        assertThat(fixture.engines.get("n1").calls()).hasSize(calls);
    }
}
