package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.ContainerState;
import io.humpback.core.Operation;
import io.humpback.core.RunState;
import io.humpback.core.spi.Write;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives an instance that ends again and again another node. Where none fits it stays and waits ever longer. One that its
 * engine keeps alive moves as everything does that runs: what is there goes only when its replacement runs.
 */
final class CrashLoops {
    private final Situation situation;
    private final MetaView view;

    CrashLoops(Situation situation, MetaView view) {
        this.situation = situation;
        this.view = view;
    }

    /** Returns the change that moves the instances that are due, null if there are none. */
    @Nullable
    Change move(Supplier<Placer> placer) {
        if (!view.meta().options().recovery()) {
            return null;
        }
        Change change = move(Cause.RECOVER, "", tired(Instance::isToBeStarted), placer);
        if (change != null) {
            return change;
        }
        List<Integer> keptAlive = tired(this::isKeptAlive);
        int next = Math.min(keptAlive.size(), LiveMove.MOST_AT_ONCE);
        return move(Cause.MIGRATE, LiveMove.ACTION, keptAlive.subList(0, next), placer);
    }

    private List<Integer> tired(Predicate<Instance> failing) {
        return view.instances().values().stream()
                .filter(instance -> failing.test(instance) && isTired(instance))
                .map(instance -> instance.assignment().index())
                .toList();
    }

    private @Nullable Change move(Cause cause, String action, List<Integer> tired, Supplier<Placer> placer) {
        if (tired.isEmpty()) {
            return null;
        }
        Placements found = Placements.of(placer.get(), view.meta(), view.assignments(), tired);
        List<Assignment> elsewhere =
                found.placed().stream().filter(this::isElsewhere).toList();
        if (elsewhere.isEmpty()) {
            return null;
        }
        Operation operation = MetaReconciler.operation(
                situation,
                cause,
                action,
                view,
                view.assignments().with(elsewhere),
                elsewhere.stream().map(Assignment::index).toList(),
                List.of());
        return Change.opening(operation, List.of(Write.put(view.assignments().with(elsewhere))));
    }

    private boolean isTired(Instance instance) {
        CrashMemory crashes = situation.calls().crashes();
        return instance.isNodeUsable()
                && crashes.isTired(instance.key(), instance.assignment().node())
                && crashes.mayStart(instance.key(), situation.now())
                && situation.calls().mayCall(instance.callKey(), situation.now());
    }

    /** Whether its engine starts it again and again, so that it never ends for long. */
    private boolean isKeptAlive(Instance instance) {
        if (instance.container() == null
                || instance.container().identity() == null
                || instance.isRestartDue()
                || Leash.holds(instance)
                || instance.assignment().goal().state() != RunState.RUNNING
                || !situation.calls().mayTryAnew(instance.key(), situation.now())) {
            return false;
        }
        ContainerState.Status status = instance.container().state().status();
        return status == ContainerState.Status.RESTARTING
                || (status == ContainerState.Status.RUNNING
                        && situation.calls().crashes().wasRestarted(instance.key(), situation.now()));
    }

    private boolean isElsewhere(Assignment placed) {
        Instance before = view.instances().get(placed.index());
        return before != null && !before.assignment().node().equals(placed.node());
    }
}
