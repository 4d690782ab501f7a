package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.ContainerSpec;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces all instances of a meta by ones of another configuration, or, if one of those cannot be started, none.
 *
 * <p>{@link #START_FIRST}: the new ones run beside the old ones, under the lowest free indexes, before those go; nothing
 * that runs is touched before. {@link #STOP_FIRST}, where old and new cannot run beside each other: one index after the
 * other. How far it has come is the committed action of its operation, so that any leader can go on.
 */
public final class RollOut {
    /** The new instances are to run before the old ones go. */
    public static final String START_FIRST = "start-first";
    /** Each old instance goes before its successor starts. */
    public static final String STOP_FIRST = "stop-first";

    private static final String SWITCH = "switch";
    private static final String ROLL_BACK = "rollback";
    private static final String SEPARATOR = " | ";

    private final Situation situation;
    private final MetaView view;
    private final Operation operation;
    private final OperationReview review;

    RollOut(Situation situation, MetaView view, Operation operation, OperationReview review) {
        this.situation = situation;
        this.view = view;
        this.operation = operation;
        this.review = review;
    }

    /** Returns the order for containers of {@code spec}: where they need a port of the host, the old one has to go. */
    public static String orderFor(ContainerSpec spec) {
        boolean exclusive = spec.usesHostNetwork() || spec.ports().stream().anyMatch(port -> port.isFixed());
        return exclusive ? STOP_FIRST : START_FIRST;
    }

    /** Returns the next change, null while something is awaited. */
    @Nullable
    Change next(Supplier<Placer> placer) {
        if (operation.action().equals(START_FIRST)) {
            return startFirst();
        } else if (operation.action().equals(STOP_FIRST)) {
            return stopFirst(placer);
        } else if (operation.action().startsWith(ROLL_BACK)) {
            return rolledBack();
        }
        return review.review(operation, view);
    }

    private @Nullable Change startFirst() {
        List<OperationResult.Item> items = results();
        if (!isSettled()) {
            return null;
        }
        List<OperationResult.Item> failed = notDone(items);
        return failed.isEmpty() ? releaseOld() : abandonNew(failed);
    }

    private boolean isSettled() {
        return review.items(operation, view).stream().allMatch(OperationItem::settled) || isOverdue();
    }

    private boolean isOverdue() {
        return !situation.now().isBefore(operation.deadline());
    }

    private List<OperationResult.Item> results() {
        return review.items(operation, view).stream().map(OperationItem::result).toList();
    }

    private static List<OperationResult.Item> notDone(List<OperationResult.Item> items) {
        return items.stream().filter(item -> item.outcome() != Outcome.DONE).toList();
    }

    private Change releaseOld() {
        Set<Integer> old = new HashSet<>(view.instances().keySet());
        operation.indexes().forEach(old::remove);
        List<HostedContainer> leaving = new ArrayList<>();
        for (int index : old) {
            HostedContainer hosted = require(view.instances().get(index)).hosted();
            if (hosted != null) {
                leaving.add(hosted);
            }
        }
        return Change.of(
                Write.put(view.assignments().without(old)),
                Write.put(operation.at(SWITCH, operation.meta(), operation.indexes(), leaving)));
    }

    /** Nothing that ran was touched, so forgetting the new ones is all, and there is nothing to tell of. */
    private Change abandonNew(List<OperationResult.Item> failed) {
        Meta meta = previousAgain();
        MetaAssignments kept = view.assignments().without(new HashSet<>(operation.indexes()));
        List<Assignment> renumbered = kept.assignments().stream()
                .map(assignment -> assignment.withSpecVersion(meta.specVersion()))
                .toList();
        return new Change(
                List.of(Write.put(meta), Write.put(kept.with(renumbered)), Write.delete(operation.key())),
                null,
                null,
                new OperationResult(operation.id(), meta, asFailed(failed), view.reachableContainers()));
    }

    private static List<OperationResult.Item> asFailed(List<OperationResult.Item> items) {
        return items.stream()
                .map(item -> new OperationResult.Item(
                        item.index(),
                        item.containerName(),
                        item.nodeName(),
                        item.nodeAddress(),
                        item.containerId(),
                        Outcome.FAILED,
                        item.reason()))
                .toList();
    }

    private Meta previousAgain() {
        Meta meta = view.meta();
        return meta.withSpec(meta.specOf(meta.specVersion() - 1), situation.now());
    }

    private @Nullable Change stopFirst(Supplier<Placer> placer) {
        List<Instance> upgraded = new ArrayList<>();
        Instance next = null;
        for (Instance instance : view.instances().values()) {
            if (instance.assignment().specVersion() == view.meta().specVersion()) {
                upgraded.add(instance);
            } else if (next == null) {
                next = instance;
            }
        }
        for (OperationItem item : review.items(operation, view)) {
            boolean concerned = upgraded.stream()
                    .anyMatch(one -> one.assignment().index() == item.result().index());
            if (concerned && item.result().outcome() != Outcome.DONE) {
                return item.settled() || isOverdue() ? rollBack(item.result(), upgraded) : null;
            }
        }
        return next == null ? review.review(operation, view) : replace(next, placer);
    }

    /** On its own node if that works: the image is new there, but all else that it needs is known to be there. */
    private @Nullable Change replace(Instance next, Supplier<Placer> placer) {
        Assignment old = next.assignment();
        NodeId node = next.isNodeUsable() ? old.node() : elsewhere(old.index(), placer);
        if (node == null) {
            return null;
        }
        Assignment successor = Assignment.of(
                old.index(),
                view.assignments().lastIncarnation() + 1,
                node,
                view.meta().specVersion(),
                old.goal());
        return Change.of(Write.put(view.assignments().with(List.of(successor))));
    }

    private @Nullable NodeId elsewhere(int index, Supplier<Placer> placer) {
        Placements found = Placements.of(placer.get(), view.meta(), view.assignments(), List.of(index));
        return found.placed().isEmpty() ? null : found.placed().get(0).node();
    }

    private Change rollBack(OperationResult.Item failed, List<Instance> upgraded) {
        Meta meta = previousAgain();
        long incarnation = view.assignments().lastIncarnation();
        List<Assignment> changed = new ArrayList<>();
        List<Integer> again = new ArrayList<>();
        for (Instance instance : view.instances().values()) {
            Assignment old = instance.assignment();
            if (upgraded.contains(instance)) {
                again.add(old.index());
                changed.add(before(old, ++incarnation, meta.specVersion()));
            } else {
                changed.add(old.withSpecVersion(meta.specVersion()));
            }
        }
        String stage = ROLL_BACK + SEPARATOR + failed.containerName() + SEPARATOR + failed.reason();
        return Change.of(
                Write.put(meta),
                Write.put(view.assignments().with(changed)),
                Write.put(operation.at(stage, meta, again, List.of())));
    }

    /** The predecessor itself where it was not taken away yet, as when the image could not even be fetched. */
    private Assignment before(Assignment failed, long incarnation, long specVersion) {
        for (ObservedNode node : situation.observed().nodes()) {
            for (ObservedContainer container : node.containers()) {
                InstanceIdentity identity = container.identity();
                if (identity != null && node.isUsable() && container.state().isLive() && isOld(identity, failed)) {
                    return new Assignment(
                            failed.index(),
                            incarnation,
                            node.node().id(),
                            specVersion,
                            failed.goal(),
                            container.id(),
                            "");
                }
            }
        }
        return Assignment.of(failed.index(), incarnation, failed.node(), specVersion, failed.goal());
    }

    private boolean isOld(InstanceIdentity identity, Assignment failed) {
        return identity.clusterId().equals(situation.clusterId())
                && identity.metaId().equals(view.meta().id())
                && identity.index() == failed.index()
                && identity.specVersion() != view.meta().specVersion();
    }

    /** Containers were replaced, so it is told; the result is that of the instance for which all went back. */
    private @Nullable Change rolledBack() {
        if (!isSettled()) {
            return null;
        }
        Change closed = review.close(operation, view, results());
        String[] parts = operation.action().split(" \\| ", 3);
        OperationResult.Item failed = new OperationResult.Item(
                operation.indexes().get(0), parts[1], "rolled back", "", "", Outcome.FAILED, parts[2]);
        return new Change(
                closed.writes(),
                closed.event(),
                null,
                new OperationResult(operation.id(), operation.meta(), List.of(failed), view.reachableContainers()));
    }

    private static Instance require(@Nullable Instance instance) {
        if (instance == null) {
            throw new IllegalStateException("instance: none (expected: one of the view)");
        }
        return instance;
    }
}
