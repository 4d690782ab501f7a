package io.humpback.scheduler.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import io.humpback.core.NodeFacts;
import io.humpback.core.OperationResult;
import io.humpback.core.Platform;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.LoopListener;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.EffectOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole of it, with real threads: a story each, that waits for what is told and never for a time to pass. */
class SupervisorTest {
    private static final long LIMIT_SECONDS = 60;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final TestingWorkloads left = new TestingWorkloads();
    private final TestingWorkloads right = new TestingWorkloads();
    private final Supervisor supervisor = Supervisor.builder()
            .node("left", left)
            .node("right", right)
            .lookEvery(Duration.ofMillis(20))
            .moveAfter(Duration.ofMillis(100))
            .listener(new LoopListener() {
                @Override
                public void ended(Effect effect, EffectOutcome outcome) {
                    told.add(effect + " " + outcome);
                }

                @Override
                public void closed(OperationResult result) {
                    told.add(result.toString());
                }
            })
            .start();

    @AfterEach
    void close() {
        supervisor.close();
    }

    /** Waits until {@code condition} holds, looking again whenever the loop has done something. */
    private void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            told.poll(20, TimeUnit.MILLISECONDS);
        }
    }

    private OperationResult run(String name, int instances) throws Exception {
        return supervisor.run(name, "serve", instances).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void spreadsWorkloadsOverTheNodes() throws Exception {
        OperationResult result = run("web", 4);

        assertThat(result.isComplete()).as("%s", result.items()).isTrue();
        assertThat(left.running()).hasSize(2);
        assertThat(right.running()).hasSize(2);
    }

    @Test
    void startsAgainWhatHasEnded() throws Exception {
        run("web", 2);
        String victim = left.running().get(0).id();

        left.crash(victim);
        supervisor.changed("left");

        await(() -> left.running().size() + right.running().size() == 2);
    }

    @Test
    void movesWhatWasOnANodeThatIsGoneAndKeepsItsIndex() throws Exception {
        run("web", 2);
        int index = left.running().get(0).index();

        supervisor.removeNode("left");

        await(() -> right.running().size() == 2);
        assertThat(right.running()).extracting(Workload::index).contains(index);
    }

    @Test
    void movesWhatWasOnANodeThatCannotBeListed() throws Exception {
        run("web", 2);

        left.fail("list", true);

        await(() -> right.running().size() == 2);
    }

    @Test
    void triesAnotherNodeWhereAStartFails() throws Exception {
        left.fail("start", true);

        OperationResult result = run("web", 2);

        assertThat(result.isComplete()).as("%s", result.items()).isTrue();
        assertThat(right.running()).hasSize(2);
    }

    @Test
    void usesANodeThatJoins() throws Exception {
        MetaId meta = run("web", 2).meta().id();
        TestingWorkloads third = new TestingWorkloads();

        supervisor.addNode("third", third);
        int instances = 2;
        while (third.running().isEmpty()) {
            assertThat(instances)
                    .as("it takes some as soon as it was looked at")
                    .isLessThan(500);
            scale(meta, ++instances);
        }
    }

    private void scale(MetaId meta, int instances) throws Exception {
        supervisor
                .submit(new Command.UpdateMeta(meta, instances, null, null, null))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void obeysTheOtherCommandsToo() throws Exception {
        MetaId meta = run("web", 4).meta().id();

        scale(meta, 2);
        assertThat(left.running().size() + right.running().size()).isEqualTo(2);

        OperationResult stopped =
                supervisor.submit(new Command.Operate(meta, Action.STOP)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(stopped.isComplete()).isTrue();
        assertThat(left.running()).isEmpty();

        supervisor.submit(new Command.RemoveMeta(meta)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(supervisor.view().meta(meta)).isEmpty();
    }

    @Test
    void reservesWhatASpecificationAsksFor() throws Exception {
        TestingWorkloads large = new TestingWorkloads();
        TestingWorkloads small = new TestingWorkloads();
        ContainerSpec spec =
                ContainerSpec.builder("web", "any").memoryBytes(1L << 30).build();

        try (Supervisor other = Supervisor.builder()
                .node("large", facts(2L << 30), large)
                .node("small", facts(1L << 29), small)
                .start()) {
            other.run(spec, 3).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }

        assertThat(large.running()).hasSize(2);
        assertThat(small.running()).isEmpty();
    }

    private static NodeFacts facts(long memory) {
        return new NodeFacts("", "", 1, memory, new Platform("linux", "x86_64"), "", "", "", "", Map.of());
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        run("web", 2);

        supervisor.close();
        supervisor.close();

        await(() -> threads().isEmpty()); // the last of them may be about to end
        assertThat(left.running()).as("workloads stay").hasSize(1);
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("humpback-"))
                .collect(Collectors.toSet());
    }

    @Test
    void goesOnWithTheStoreOfItsPredecessor() throws Exception {
        InMemoryStateStore store = new InMemoryStateStore();
        List<Workload> before;
        TestingWorkloads host = new TestingWorkloads();
        try (Supervisor first =
                Supervisor.builder().node("host", host).store(store).start()) {
            first.run("web", "serve", 2).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            before = host.running();
        }

        try (Supervisor second =
                Supervisor.builder().node("host", host).store(store).start()) {
            MetaId meta =
                    second.view().metas(io.humpback.core.Group.DEFAULT).get(0).id();
            second.submit(new Command.UpdateMeta(meta, 3, null, null, null)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }

        assertThat(new ArrayList<>(host.running())).hasSize(3).containsAll(before);
    }
}
