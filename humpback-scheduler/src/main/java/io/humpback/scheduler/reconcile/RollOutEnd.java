package io.humpback.scheduler.reconcile;

import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.RollOutProgress;
import io.humpback.core.RollOutProgress.Stage;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.HealthGate.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a roll-out ends: all new, on the way back, or held. */
final class RollOutEnd {
    private static final String HELD = "; the roll-out is held until it is resumed, rolled back or replaced by another";

    private final RollOutState state;
    private final Situation situation;
    private final MetaView view;
    private final Operation operation;

    RollOutEnd(RollOutState state) {
        this.state = state;
        this.situation = state.situation();
        this.view = state.view();
        this.operation = state.operation();
    }

    /** Returns the change by which the meta wants its previous configuration again. The rest is another difference. */
    Change goBack(RollOutProgress failing) {
        Meta meta = view.meta().backTo(failing.before(), situation.now());
        RollOutProgress back = failing.goingBack(situation.now());
        return Change.of(
                Write.put(meta),
                Write.put(operation.at(back, meta, List.of(), operation.lastSeen(), operation.deadline())));
    }

    /**
     * Returns the change that stops here: what has failed is to run the old configuration again. Beside old ones that
     * means that it goes, since they run.
     */
    Change hold(RollOutProgress failing, List<Finding> failed, Supplier<Placer> placer) {
        Set<Integer> indexes = new HashSet<>();
        failed.forEach(finding -> indexes.add(finding.index()));
        MetaAssignments rest = view.assignments().without(indexes);
        if (!state.isStopFirst() || indexes.isEmpty()) {
            List<Instance> released =
                    new ArrayList<>(failed.stream().map(Finding::instance).toList());
            List<Instance> replaced = state.replacedBeside(indexes);
            released.addAll(replaced);
            return held(
                    replaced.isEmpty() ? failing : failing.touching(),
                    rest.without(RollOutState.indexes(replaced)),
                    state.leaving(released));
        }
        Placements found = new RollOutBatch(state).place(indexes, view.meta().previousSpecVersion(), placer.get());
        RollOutProgress holding = failing.touching().to(Stage.HOLDING, situation.now());
        return Change.of(
                Write.put(rest.with(found.placed())),
                Write.put(operation.at(
                        holding, view.meta(), found.indexes(), operation.lastSeen(), operation.deadline())));
    }

    /** Returns the change after which nothing more happens until somebody decides; whoever asked is told. */
    Change held(RollOutProgress failing, MetaAssignments assignments, List<HostedContainer> leaving) {
        RollOutProgress held = failing.to(Stage.HELD, situation.now());
        return new Change(
                List.of(
                        Write.put(assignments),
                        Write.put(operation.at(held, view.meta(), List.of(), leaving, operation.deadline()))),
                null,
                null,
                failure(held.failing(held.failedName(), held.reason() + HELD), "held"));
    }

    private OperationResult failure(RollOutProgress failing, String how) {
        OperationResult.Item item =
                new OperationResult.Item(0, failing.failedName(), how, "", "", Outcome.FAILED, failing.reason());
        return new OperationResult(operation.id(), view.meta(), List.of(item), view.reachableContainers());
    }

    /** Returns the change that closes the operation, null while old containers or calls are still to end. */
    @Nullable
    Change close() {
        List<OperationItem> items = items();
        boolean settled = situation.observed().complete()
                && view.instances().values().stream().noneMatch(Instance::isUnseen)
                && !situation.calls().isUnderWay(view.meta().id())
                && items.stream().allMatch(OperationItem::settled);
        if (!settled && situation.now().isBefore(operation.deadline())) {
            return null;
        }
        RollOutProgress progress = state.progress();
        boolean failed = progress.back() && !progress.reason().isEmpty();
        List<OperationResult.Item> results =
                items.stream().map(OperationItem::result).toList();
        OperationResult done = new OperationResult(operation.id(), view.meta(), results, view.reachableContainers());
        OperationResult result = failed ? failure(progress, "rolled back") : done;
        if (progress.back() && !progress.touched()) {
            return new Change(List.of(Write.delete(operation.key())), null, null, result);
        }
        Operation ended = operation.at(progress, view.meta(), List.of(), operation.lastSeen(), operation.deadline());
        Change closed = new OperationReview(situation).close(ended, view, results);
        return new Change(closed.writes(), closed.event(), null, result);
    }

    private List<OperationItem> items() {
        List<OperationItem> items = new ArrayList<>();
        for (HostedContainer seen : operation.lastSeen()) {
            items.add(OperationItem.ofRemoval(operation, seen, situation));
        }
        for (Instance instance : view.instances().values()) {
            boolean awaited = !instance.isSatisfied() && instance.isNodeUsable();
            items.add(OperationItem.of(
                    instance,
                    !awaited,
                    instance.isSatisfied() ? Outcome.DONE : Outcome.UNKNOWN,
                    instance.isSatisfied() ? "" : "not known whether it runs"));
        }
        items.sort((a, b) -> Integer.compare(a.result().index(), b.result().index()));
        return items;
    }
}
