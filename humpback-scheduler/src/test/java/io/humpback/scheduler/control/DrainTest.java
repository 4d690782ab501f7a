package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Availability;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.PortMapping;
import io.humpback.scheduler.control.ClusterSetting.SetAvailability;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nodes that are paused, drained and active again. */
class DrainTest {
    private static void drain(LoopFixture fixture, String node) {
        assertThat(GroupRemovalTest.set(fixture, new SetAvailability(node, Availability.DRAINING)))
                .isTrue();
    }

    private static void activate(LoopFixture fixture, String node) {
        GroupRemovalTest.set(fixture, new SetAvailability(node, Availability.ACTIVE));
    }

    private static ContainerSpec withPort(int port) {
        return LoopFixture.spec("web", "app:1").toBuilder()
                .ports(List.of(new PortMapping(80, port, "tcp", "")))
                .build();
    }

    private static List<String> ids(LoopFixture fixture, String node) {
        return fixture.engines.get(node).containers().stream()
                .map(ObservedContainer::id)
                .toList();
    }

    @Test
    void movesAllInstancesUnderTheirNamesAndNeverStopsTheLastOne() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(9, "app:1");
        List<String> names = fixture.allNames();
        LiveInvariants invariants = LiveInvariants.watch(fixture);

        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(60));
        invariants.end();

        assertThat(fixture.counts().get(0)).isZero();
        assertThat(fixture.allNames()).isEqualTo(names);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    void movesSoManyOfAMetaAtATime() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        GroupRemovalTest.set(fixture, new SetAvailability("n2", Availability.PAUSED));
        fixture.created(10, "app:1");
        activate(fixture, "n2");

        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(60));

        assertThat(fixture.counts()).containsExactly(0, 10);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE, Cause.MIGRATE, Cause.MIGRATE);
    }

    @Test
    void tellsOfEachMoveWithWhatThereIsThen() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");

        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(20));

        assertThat(fixture.store.allEvents().get(1).containers())
                .hasSize(2)
                .allSatisfy(hosted -> assertThat(hosted.nodeName()).isEqualTo("n2"));
    }

    @Test
    void keepsWhatAPausedNodeHasAndGivesItNothing() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");

        GroupRemovalTest.set(fixture, new SetAvailability("n1", Availability.PAUSED));
        fixture.run(LoopFixture.scale(meta, 4));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.counts()).containsExactly(1, 3);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE);
    }

    @Test
    void givesADrainedNodeNothing() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        drain(fixture, "n1");

        fixture.created(3, "app:1");

        assertThat(fixture.counts()).containsExactly(0, 3);
    }

    @Test
    @DisplayName("N12: no room for what a drained node has -> it stays, pending with the reason, and moves on change")
    void n12_keepsWhatFindsNoOtherNode() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.run(LoopFixture.create(2, withPort(8080)));
        List<String> original = ids(fixture, "n1");

        drain(fixture, "n1");
        fixture.pass(Duration.ofMinutes(2));
        assertThat(ids(fixture, "n1")).isEqualTo(original);
        assertThat(fixture.pending)
                .containsExactly("CLUSTER-default-web-1: no node fits: 1 are draining, 1 have a wanted port taken");

        fixture.engines.put("n3", new io.humpback.scheduler.testing.TestingEngine("n3"));
        fixture.directory.show(List.of(LoopFixture.node("n1"), LoopFixture.node("n2"), LoopFixture.node("n3")));
        fixture.pass(Duration.ofSeconds(20));
        assertThat(fixture.counts()).containsExactly(0, 1, 1);
    }

    @Test
    void keepsTheOriginalWhenItsReplacementCannotBeCreatedAndTriesEverLater() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        String name = fixture.names().get("n1").get(0);
        List<String> original = ids(fixture, "n1");
        fixture.engines.get("n2").addForeign(LoopFixture.spec(name, "other:1"));
        LiveInvariants invariants = LiveInvariants.watch(fixture);
        int commits = fixture.store.commits().size();

        drain(fixture, "n1");
        fixture.pass(Duration.ofMinutes(5));
        invariants.end();

        assertThat(ids(fixture, "n1")).isEqualTo(original);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        assertThat(fixture.store.commits().size() - commits).isBetween(8, 60);
        assertThat(fixture.pending).anyMatch(reason -> reason.startsWith(name + ": ") && reason.contains("name"));

        fixture.engines.get("n2").deleteByHand(name);
        fixture.pass(Duration.ofMinutes(10));
        assertThat(fixture.counts()).containsExactly(0, 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    void movesAStoppedInstanceAsAStoppedOne() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(new Command.Operate(meta, Action.STOP));

        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.counts()).containsExactly(0, 2);
        assertThat(fixture.engines.get("n2").containers())
                .noneMatch(container -> container.state().isLive());
        assertThat(fixture.engines.get("n2").calls().stream().filter(call -> call.startsWith("start")))
                .hasSize(1);
    }

    @Test
    void movesAPausedInstanceAsAPausedOne() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(new Command.Operate(meta, Action.PAUSE));

        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.counts()).containsExactly(0, 2);
        assertThat(fixture.engines.get("n2").containers())
                .allMatch(container -> container.state().status() == Status.PAUSED);
    }

    @Test
    void takesOverAnActionWhileItMoves() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        drain(fixture, "n1");
        fixture.run(new Command.Operate(meta, Action.STOP));
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.counts()).containsExactly(0, 2);
        assertThat(fixture.engines.get("n2").containers())
                .noneMatch(container -> container.state().isLive());
    }

    @Test
    void endsWithTheMovesThatWereBegunWhenTheNodeIsActiveAgain() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        GroupRemovalTest.set(fixture, new SetAvailability("n2", Availability.PAUSED));
        fixture.created(10, "app:1");
        activate(fixture, "n2");
        fixture.loop.set(new SetAvailability("n1", Availability.DRAINING));
        fixture.step();

        fixture.loop.set(new SetAvailability("n1", Availability.ACTIVE));
        fixture.pass(Duration.ofMinutes(2));

        assertThat(fixture.counts()).containsExactly(6, 4);
    }

    @Test
    void showsTheOriginalUntilItsReplacementExists() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.loop.set(new SetAvailability("n1", Availability.DRAINING));

        fixture.step();

        assertThat(fixture.loop.view().containers(meta))
                .extracting(hosted -> hosted.nodeName())
                .containsExactly("n1", "n2");
    }

    @Test
    void removalWinsOverAMoveAndTellsOfTheOriginal() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.loop.set(new SetAvailability("n1", Availability.DRAINING));
        fixture.step();

        CompletableFuture<OperationResult> removal = fixture.submit(new Command.RemoveMeta(meta));
        fixture.pass(Duration.ofSeconds(30));

        assertThat(removal.join().isComplete()).isTrue();
        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.store.allEvents().get(1).containers()).hasSize(2);
    }

    @Test
    void callsTheMoveOffWhenTheOnlyOtherNodeDiesBeforeTheReplacementRuns() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        GroupRemovalTest.set(fixture, new SetAvailability("n2", Availability.PAUSED));
        fixture.created(2, "app:1");
        activate(fixture, "n2");
        List<String> originals = ids(fixture, "n1");
        LiveInvariants invariants = LiveInvariants.watch(fixture);
        fixture.loop.set(new SetAvailability("n1", Availability.DRAINING));
        fixture.step();

        fixture.engines.get("n2").die();
        fixture.pass(Duration.ofMinutes(3));
        invariants.end();

        assertThat(ids(fixture, "n1")).isEqualTo(originals);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        fixture.engines.get("n2").comeBack();
        fixture.pass(Duration.ofMinutes(12));
        assertThat(fixture.counts()).containsExactly(0, 2);
    }

    @Test
    void waitsForADrainedNodeThatDoesNotAnswer() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(Duration.ofSeconds(10));

        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(5));
        assertThat(fixture.counts()).containsExactly(1, 1);
        fixture.engines.get("n1").comeBack();
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.counts()).containsExactly(0, 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    @DisplayName("C1: the leader dies between any two calls of a drain -> it is finished, nothing twice, nothing lost")
    void c1_goesOnUnderAnotherLeaderWhereverTheLastOneDied() {
        for (int calls = 0; calls < 25; calls++) {
            LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
            fixture.created(6, "app:1");
            LiveInvariants invariants = LiveInvariants.watch(fixture);
            fixture.loop.set(new SetAvailability("n1", Availability.DRAINING));
            fixture.step();
            for (int i = 0; i < calls; i++) {
                fixture.runOneCall();
                fixture.step();
            }

            fixture.failOver();
            fixture.pass(Duration.ofSeconds(30));
            invariants.end();

            assertThat(fixture.counts()).as("died after %d calls", calls).containsExactly(0, 3, 3);
            assertThat(fixture.causes()).as("died after %d calls", calls).containsExactly(Cause.CREATE, Cause.MIGRATE);
            assertThat(fixture.quarantined).isEmpty();
        }
    }

    @Test
    void fallsSilentAfterwards() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(4, "app:1");
        drain(fixture, "n1");
        fixture.pass(Duration.ofSeconds(30));
        int commits = fixture.store.commits().size();

        fixture.pass(Duration.ofMinutes(5));

        assertThat(fixture.store.commits()).hasSize(commits);
    }
}
