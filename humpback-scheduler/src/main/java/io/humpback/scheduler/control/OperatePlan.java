package io.humpback.scheduler.control;

import io.humpback.core.Action;
import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.RunState;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.Reconciler;
import io.humpback.scheduler.reconcile.Situation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Plans one action on all instances of a meta: their goals change, and the operation awaits those that need a call.
 * Instances that are just being moved or restored take over the goal and are not awaited.
 */
final class OperatePlan {
    private final Situation situation;
    private final Meta meta;
    private final Action action;
    private final OperationId operationId;
    private final Map<Integer, HostedContainer> containers;
    private IntPredicate wanted = index -> true;
    private final List<Assignment> changed = new ArrayList<>();
    private final List<Integer> awaited = new ArrayList<>();
    private final List<OperationResult.Item> immediate = new ArrayList<>();

    OperatePlan(Situation situation, Meta meta, Action action, OperationId operationId) {
        this.situation = situation;
        this.meta = meta;
        this.action = action;
        this.operationId = operationId;
        this.containers = Reconciler.allContainers(situation, meta);
    }

    /** Leaves all instances alone but the one with {@code index}. */
    OperatePlan only(int index) {
        wanted = other -> other == index;
        return this;
    }

    CommandPlanner.Planned plan() {
        List<Operation> open = situation.committed().operations(meta.id());
        CommandPlanner.checkNoUserOperation(open);
        Set<Integer> busy = new HashSet<>();
        open.stream()
                .filter(operation -> operation.cause() == Cause.MIGRATE || operation.cause() == Cause.RECOVER)
                .forEach(operation -> busy.addAll(operation.indexes()));
        MetaAssignments assignments = situation.committed().assignments(meta.id());
        for (Assignment assignment : assignments.assignments()) {
            if (wanted.test(assignment.index())) {
                add(assignment, busy.contains(assignment.index()));
            }
        }
        if (changed.isEmpty()) {
            return CommandPlanner.Planned.nothing(meta, immediate);
        }
        Operation operation = CommandPlanner.operate(operationId, meta, awaited, action, situation);
        return new CommandPlanner.Planned(
                Change.opening(operation, List.of(Write.put(assignments.with(changed)))),
                meta,
                immediate,
                new java.util.TreeMap<>());
    }

    private void add(Assignment assignment, boolean busy) {
        HostedContainer hosted = containers.get(assignment.index());
        String objection = objection(assignment, hosted);
        if (!objection.isEmpty()) {
            settleNow(assignment, hosted, Outcome.FAILED, objection);
            return;
        }
        Assignment after = after(assignment, hosted);
        if (!after.equals(assignment)) {
            changed.add(after);
            if (!busy) {
                awaited.add(assignment.index());
            }
        } else if (!busy) {
            settleNow(assignment, hosted, Outcome.DONE, "");
        }
    }

    /** What Docker would answer; asked here, so that the goal stays what it was. */
    private String objection(Assignment assignment, @Nullable HostedContainer hosted) {
        if (hosted == null) {
            return "";
        }
        boolean live = hosted.container().state().isLive();
        if (action == Action.PAUSE && !live) {
            return "the container is not running";
        }
        boolean paused = assignment.goal().state() == RunState.PAUSED;
        return action == Action.UNPAUSE && !live && !paused ? "the container is not paused" : "";
    }

    private Assignment after(Assignment assignment, @Nullable HostedContainer hosted) {
        Assignment after = assignment.withGoal(action.apply(assignment.goal()));
        boolean dead = hosted != null && !hosted.container().state().isLive();
        boolean fresh = action == Action.RESTART || (action == Action.START && dead);
        if (!fresh) {
            return action == Action.STOP || action == Action.KILL ? after.withRestartFrom("") : after;
        }
        return after.withRestartFrom(
                hosted == null
                        ? Reconciler.NEVER_SEEN
                        : hosted.container().state().startedAt());
    }

    private void settleNow(Assignment assignment, @Nullable HostedContainer hosted, Outcome outcome, String reason) {
        immediate.add(new OperationResult.Item(
                assignment.index(),
                meta.containerName(assignment.index()),
                hosted == null ? "" : hosted.nodeName(),
                hosted == null ? "" : hosted.nodeAddress(),
                hosted == null ? "" : hosted.container().id(),
                outcome,
                reason));
    }
}
