package io.humpback.scheduler.control;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.Placements;
import io.humpback.scheduler.reconcile.Reconciler;
import io.humpback.scheduler.reconcile.RollOut;
import io.humpback.scheduler.reconcile.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plans another image for all instances of a meta. What finds no room beside what runs is refused, not tried. */
final class UpgradePlan {
    private final Situation situation;
    private final Reconciler reconciler;
    private final OperationId operationId;

    UpgradePlan(Situation situation, Reconciler reconciler, OperationId operationId) {
        this.situation = situation;
        this.reconciler = reconciler;
        this.operationId = operationId;
    }

    CommandPlanner.Planned plan(Meta before, String image) {
        CommandPlanner.checkNoOperation(situation, before.id());
        Meta meta = before.withSpec(before.spec().toBuilder().image(image).build(), situation.now());
        MetaAssignments assignments = situation.committed().assignments(meta.id());
        String order = RollOut.orderFor(meta.spec());
        return order.equals(RollOut.START_FIRST) ? startFirst(meta, assignments) : stopFirst(meta, assignments);
    }

    private CommandPlanner.Planned stopFirst(Meta meta, MetaAssignments assignments) {
        List<Integer> indexes =
                assignments.assignments().stream().map(Assignment::index).toList();
        return CommandPlanner.Planned.opening(
                operation(meta, RollOut.STOP_FIRST, indexes), List.of(Write.put(meta)), new java.util.TreeMap<>());
    }

    private CommandPlanner.Planned startFirst(Meta meta, MetaAssignments assignments) {
        Set<Integer> taken = assignments.byIndex().keySet();
        List<Integer> fresh = new ArrayList<>();
        for (int index = 1; fresh.size() < meta.instances(); index++) {
            if (!taken.contains(index)) {
                fresh.add(index);
            }
        }
        Placements found = Placements.of(reconciler.placer(situation, Set.of()), meta, assignments, fresh);
        if (!found.refused().isEmpty()) {
            return CommandPlanner.Planned.nothing(meta, noRoom(meta, found));
        }
        return CommandPlanner.Planned.opening(
                operation(meta, RollOut.START_FIRST, fresh),
                List.of(Write.put(meta), Write.put(assignments.with(found.placed()))),
                found.refused());
    }

    private static List<OperationResult.Item> noRoom(Meta meta, Placements found) {
        return found.refused().entrySet().stream()
                .map(refused -> new OperationResult.Item(
                        refused.getKey(),
                        meta.containerName(refused.getKey()),
                        "",
                        "",
                        "",
                        Outcome.FAILED,
                        refused.getValue()))
                .toList();
    }

    private Operation operation(Meta meta, String order, List<Integer> indexes) {
        return new Operation(
                operationId,
                Cause.UPGRADE,
                meta,
                indexes,
                order,
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                List.of());
    }
}
