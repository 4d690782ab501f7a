package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.Operation;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives an instance that ends again and again another node. Where none fits it stays and waits ever longer. */
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
        List<Integer> tired = new ArrayList<>();
        for (Instance instance : view.instances().values()) {
            if (isTired(instance)) {
                tired.add(instance.assignment().index());
            }
        }
        if (tired.isEmpty() || !view.meta().options().recovery()) {
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
                Cause.RECOVER,
                "",
                view,
                view.assignments().with(elsewhere),
                elsewhere.stream().map(Assignment::index).toList(),
                List.of());
        return Change.opening(operation, List.of(Write.put(view.assignments().with(elsewhere))));
    }

    private boolean isTired(Instance instance) {
        CrashMemory crashes = situation.calls().crashes();
        return instance.isNodeUsable()
                && instance.isToBeStarted()
                && crashes.isTired(instance.key(), instance.assignment().node())
                && crashes.mayStart(instance.key(), situation.now())
                && situation.calls().mayCall(instance.callKey(), situation.now());
    }

    private boolean isElsewhere(Assignment placed) {
        Instance before = view.instances().get(placed.index());
        return before != null && !before.assignment().node().equals(placed.node());
    }
}
