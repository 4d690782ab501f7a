package io.humpback.scheduler.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.scheduler.testing.TestingClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkloadsEngineTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TestingClock clock = new TestingClock();
    private final TestingWorkloads workloads = new TestingWorkloads();
    private final WorkloadsEngine engine = engine();

    private WorkloadsEngine engine() {
        Node node = new Node(NodeId.of("n1"), "n1", "n1", "mem://n1", NodeFacts.UNKNOWN, "");
        return new WorkloadsEngine(node, workloads, threads, clock);
    }

    @AfterEach
    void end() {
        engine.close();
        threads.shutdownNow();
    }

    private static ContainerRequest request(int index, long incarnation) {
        String name = "CLUSTER-g-web-" + index;
        InstanceIdentity identity =
                new InstanceIdentity("c%~1", GroupId.of("g"), MetaId.of("m"), index, incarnation, 1, 7);
        return new ContainerRequest(
                name, ContainerSpec.builder(name, "x").command("serve").build(), identity.labels());
    }

    private String started(int index) {
        String id = engine.create(request(index, 1), LONG);
        engine.start(id, LONG);
        return id;
    }

    private Status status(String id) {
        return engine.inspect(id, LONG).state().status();
    }

    @Test
    void startsWhatWasCreated() {
        String id = engine.create(request(2, 5), LONG);
        assertThat(workloads.calls()).isEmpty();
        assertThat(status(id)).isEqualTo(Status.CREATED);

        engine.start(id, LONG);

        Workload workload = workloads.running().get(0);
        assertThat(workload.id()).isEqualTo(id);
        assertThat(workload.name()).isEqualTo("CLUSTER-g-web-2");
        assertThat(workload.index()).isEqualTo(2);
        assertThat(workload.command()).isEqualTo("serve");
        assertThat(status(id)).isEqualTo(Status.RUNNING);
    }

    @Test
    void startsNothingTwice() {
        String id = started(1);

        engine.start(id, LONG);

        assertThat(workloads.calls()).containsExactly("start CLUSTER-g-web-1");
    }

    @Test
    void refusesANameThatIsTaken() {
        started(1);

        assertThatThrownBy(() -> engine.create(request(1, 2), LONG))
                .isInstanceOfSatisfying(
                        EngineRefusedException.class,
                        e -> assertThat(e.isConflict()).isTrue());
        assertThat(engine.inspect("CLUSTER-g-web-1", LONG).identity().incarnation())
                .isEqualTo(1);
    }

    @Test
    void refusesWhatIsNobodysInstance() {
        assertThatThrownBy(() -> engine.create(
                        new ContainerRequest(
                                "x", ContainerSpec.builder("x", "x").build(), java.util.Map.of()),
                        LONG))
                .isInstanceOf(EngineRefusedException.class);
    }

    @Test
    void showsWhatHasEndedUntilItIsRemoved() {
        String id = started(1);
        workloads.crash(id);

        assertThat(engine.list(LONG)).hasSize(1);
        assertThat(status(id)).isEqualTo(Status.EXITED);

        engine.remove(id, LONG);
        assertThat(engine.list(LONG)).isEmpty();
        assertThat(workloads.calls()).as("it does not run").containsExactly("start CLUSTER-g-web-1");
    }

    @Test
    void startsAgainWhatHasEndedAtALaterTime() {
        String id = started(1);
        String first = engine.inspect(id, LONG).state().startedAt();
        workloads.crash(id);
        engine.list(LONG);

        engine.start(id, LONG);

        assertThat(engine.inspect(id, LONG).state().startedAt())
                .as("by which a restart is known")
                .isNotEqualTo(first);
        assertThat(status(id)).isEqualTo(Status.RUNNING);
    }

    @Test
    void stopsOnceAndKeepsItAsEnded() {
        String id = started(1);

        engine.stop(id, LONG, LONG);
        engine.stop(id, LONG, LONG);

        assertThat(workloads.calls()).containsExactly("start CLUSTER-g-web-1", "stop CLUSTER-g-web-1");
        assertThat(status(id)).isEqualTo(Status.EXITED);
    }

    @Test
    void restartsByStoppingAndStarting() {
        String id = started(1);

        engine.restart(id, LONG, LONG);

        assertThat(workloads.calls())
                .containsExactly("start CLUSTER-g-web-1", "stop CLUSTER-g-web-1", "start CLUSTER-g-web-1");
    }

    @Test
    void removesWhatRunsByStoppingIt() {
        String id = started(1);

        engine.remove(id, LONG);
        engine.remove(id, LONG);

        assertThat(workloads.running()).isEmpty();
        assertThatThrownBy(() -> engine.inspect(id, LONG))
                .isInstanceOfSatisfying(
                        EngineRefusedException.class,
                        e -> assertThat(e.isNotFound()).isTrue());
    }

    @Test
    void knowsItsOwnAgainAfterItHasForgottenEverything() {
        String id = started(3);

        ObservedContainer found = engine().list(LONG).get(0);

        assertThat(found).isNotNull();
        assertThat(found.id()).isEqualTo(id);
        assertThat(found.name()).isEqualTo("CLUSTER-g-web-3");
        assertThat(found.identity()).isEqualTo(engine.inspect(id, LONG).identity());
        assertThat(found.state().status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void forgetsWhatItOnlyFoundWhenThatEnds() {
        String id = started(1);
        WorkloadsEngine other = engine();
        other.list(LONG);
        workloads.crash(id);

        assertThat(other.list(LONG)).isEmpty();
    }

    @Test
    void showsWhatIsNotOursAsForeign() {
        workloads.runForeign("somebody-elses~a~b~c~d~e~f~g");

        assertThat(engine.list(LONG))
                .singleElement()
                .satisfies(found -> assertThat(found.identity()).isNull());
    }

    @Test
    void aListThatFailsIsAnEngineOutOfReach() {
        workloads.fail("list", true);

        assertThatThrownBy(() -> engine.list(LONG))
                .isInstanceOf(EngineUnreachableException.class)
                .hasMessageContaining("list does not work");
        assertThatThrownBy(() -> engine.info(LONG)).isInstanceOf(EngineUnreachableException.class);
    }

    @Test
    void aStartThatFailsIsRefusedAndStoppedWhenRemoved() {
        String id = engine.create(request(1, 1), LONG);
        workloads.fail("start", true);

        assertThatThrownBy(() -> engine.start(id, LONG))
                .isInstanceOf(EngineRefusedException.class)
                .hasMessageContaining("start does not work");

        engine.remove(id, LONG);
        assertThat(workloads.calls()).as("half a start may be left").containsExactly("stop CLUSTER-g-web-1");
    }

    @Test
    void aStopThatFailsIsRefusedAndLeavesItRunning() {
        String id = started(1);
        workloads.fail("stop", true);

        assertThatThrownBy(() -> engine.remove(id, LONG)).isInstanceOf(EngineRefusedException.class);

        assertThat(status(id)).isEqualTo(Status.RUNNING);
    }

    @Test
    void aStartThatHangsIsUnknownAndShutsOutOthersUntilItEnds() throws InterruptedException {
        String id = engine.create(request(1, 1), LONG);
        CountDownLatch release = workloads.holdStarts(true);
        assertThatThrownBy(() -> engine.start(id, SHORT))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.isOutcomeUnknown()).isTrue());

        assertThatThrownBy(() -> engine.start(id, LONG)).isInstanceOf(EngineTimeoutException.class);
        assertThatThrownBy(() -> engine.stop(id, SHORT, LONG)).isInstanceOf(EngineTimeoutException.class);
        assertThat(engine.list(LONG)).as("others are not held up").hasSize(1);
        assertThat(status(id)).isEqualTo(Status.CREATED);

        release.countDown();
        awaitEnd(id);
        assertThat(status(id)).as("done late").isEqualTo(Status.RUNNING);
        assertThat(workloads.calls()).containsExactly("start CLUSTER-g-web-1");
    }

    /** Tries to stop until the start has ended, without waiting for a clock. */
    private void awaitEnd(String id) throws InterruptedException {
        Slot slot = engine.slot(id);
        assertThat(slot.gate().tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        slot.gate().release();
    }

    @Test
    void aStartThatIsInterruptedAtItsDeadlineLeavesNothing() throws InterruptedException {
        String id = engine.create(request(1, 1), LONG);
        workloads.holdStarts(false);

        assertThatThrownBy(() -> engine.start(id, SHORT)).isInstanceOf(EngineTimeoutException.class);

        awaitEnd(id);
        assertThat(engine.list(LONG)).hasSize(1);
        assertThat(status(id)).isEqualTo(Status.CREATED);
        assertThat(workloads.running()).isEmpty();
    }

    @Test
    void aListThatWasBegunBeforeAStartEndedProvesNothing() {
        KnownWorkloads known = new KnownWorkloads(clock);
        Slot slot = Slot.created("id", "name", ContainerSpec.builder("a", "b").build(), identity());
        known.add(slot);
        known.starting(slot);
        long began = known.beginList();
        known.startEnded(slot, true);

        assertThat(known.listed(List.of(), began)).isEmpty();
        assertThat(known.isRunning(slot)).isTrue();

        assertThat(known.listed(List.of(), known.beginList())).containsExactly("id");
        assertThat(known.isRunning(slot)).isFalse();
    }

    private static InstanceIdentity identity() {
        return new InstanceIdentity("c", GroupId.of("g"), MetaId.of("m"), 1, 1, 1, 1);
    }

    @Test
    void tellsOfChangesThatAProbeFindsAndOfHints() {
        List<String> told = new ArrayList<>();
        String id = started(1);
        engine.subscribe(listener(told));
        engine.info(LONG);
        assertThat(told).containsExactly("open");

        workloads.crash(id);
        engine.info(LONG);
        assertThat(told).containsExactly("open", id);

        engine.changed();
        assertThat(told).hasSize(3);
    }

    private static EngineEventListener listener(List<String> told) {
        return new EngineEventListener() {
            @Override
            public void onOpen() {
                told.add("open");
            }

            @Override
            public void onEvent(String containerId, String action) {
                told.add(containerId);
            }

            @Override
            public void onBroken(String reason) {
                told.add("broken");
            }
        };
    }

    @Test
    void refusesWhatWorkloadsCannotDo() {
        String id = started(1);

        assertThatThrownBy(() -> engine.pause(id, LONG)).hasMessageContaining("listed, started and stopped");
        assertThatThrownBy(() -> engine.unpause(id, LONG)).isInstanceOf(EngineRefusedException.class);
        assertThatThrownBy(() -> engine.rename(id, "b", LONG)).isInstanceOf(EngineRefusedException.class);
    }

    @Test
    void cannotBeReachedAfterItWasClosed() {
        String id = started(1);

        engine.close();

        assertThatThrownBy(() -> engine.info(LONG)).isInstanceOf(EngineUnreachableException.class);
        assertThatThrownBy(() -> engine.stop(id, LONG, LONG)).isInstanceOf(EngineUnreachableException.class);
        assertThat(workloads.running()).hasSize(1);
    }

    @Test
    void namesItselfWhereNothingElseIsKnown() {
        assertThat(engine.info(LONG).engineId()).isEqualTo("n1");
    }
}
