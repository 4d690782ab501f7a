package io.humpback.scheduler.reconcile;

import io.humpback.core.Cause;
import io.humpback.core.HostedContainer;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes instances away that nobody wants, as an import or a restored state may bring them along. */
final class Surplus {
    private Surplus() {}

    /** Returns the change that takes the surplus of a meta away, null if it has none or recovery is off. */
    static @Nullable Change shrink(Situation situation, MetaView view) {
        MetaAssignments assignments = view.assignments();
        int surplus = assignments.assignments().size() - view.meta().instances();
        if (surplus <= 0 || !view.meta().options().recovery()) {
            return null;
        }
        Set<Integer> released = ScaleDown.choose(assignments, surplus);
        List<HostedContainer> leaving = new ArrayList<>();
        for (int index : released) {
            Instance instance = view.instances().get(index);
            HostedContainer hosted = instance == null ? null : instance.hosted();
            if (hosted != null) {
                leaving.add(hosted);
            }
        }
        MetaAssignments left = assignments.without(released);
        Operation operation = MetaReconciler.operation(
                situation, Cause.RECOVER, "", view, assignments, List.copyOf(released), leaving);
        return Change.opening(operation, List.of(Write.put(left)));
    }
}
