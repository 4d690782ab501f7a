package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Availability;
import io.humpback.core.Cause;
import io.humpback.core.Group;
import io.humpback.core.Meta;
import io.humpback.core.NodeStatus;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Moves instances off a node that answers: because it is drained, because it left their group, or because it does not
 * match their placement any more. The replacement runs first, under the same index and name; only then does the original
 * go. That a move is wanted is the committed action of its operation, so the original is not taken for one that came
 * back. If a replacement cannot be had, the original is assigned again, and the move is tried anew ever later.
 */
final class LiveMove {
    /** The action of an operation that moves what lives, as opposed to what is on a dead node. */
    static final String ACTION = "move";
    /** How many instances of one meta move at a time: what one node does at once. */
    static final int MOST_AT_ONCE = 4;

    private final Situation situation;
    private final MetaView view;

    LiveMove(Situation situation, MetaView view) {
        this.situation = situation;
        this.view = view;
    }

    /** Returns whether {@code operation} is such a move. */
    static boolean is(Operation operation) {
        return operation.cause() == Cause.MIGRATE && operation.action().equals(ACTION);
    }

    /**
     * Returns the instances that have to leave their nodes and may try so now. Of a node that does not answer nothing is
     * known for certain, so nothing leaves it; a meta with an open operation, unless that is held, waits for its end.
     *
     * @param pending takes the reasons of those that wait for their next try, by container name
     */
    SortedSet<Integer> due(List<Operation> open, Map<String, String> pending) {
        SortedSet<Integer> due = new TreeSet<>();
        if (!open.stream().allMatch(RollOut::isHeld)) {
            return due;
        }
        for (Instance instance : view.instances().values()) {
            if (!isMisplaced(instance)) {
                continue;
            }
            int index = instance.assignment().index();
            if (Leash.holds(instance) && instance.isLive()) {
                pending.put(view.meta().containerName(index), "is to move, but must not run twice: stop it first");
            } else if (situation.calls().mayTryAnew(instance.key(), situation.now())) {
                due.add(index);
            } else {
                pending.put(view.meta().containerName(index), situation.calls().lastReason(instance.key()));
            }
        }
        return due;
    }

    /** A container without labels of ours could not be told from a foreign one as soon as it is assigned no more. */
    private boolean isMisplaced(Instance instance) {
        ObservedNode observed = instance.node();
        if (observed == null
                || !observed.isUsable()
                || instance.container() == null
                || instance.container().identity() == null) {
            return false;
        }
        Meta meta = view.meta();
        NodeStatus status = situation.committed().status(observed.node());
        Group group = situation.committed().group(meta.groupId());
        return status.availability() == Availability.DRAINING
                || (group != null && group.clusterMode() && !group.contains(observed.node()))
                || !meta.placement().matches(observed.node(), status.labels());
    }

    /** Returns the next change of {@code operation}, null while something is awaited. */
    @Nullable
    Change next(Operation operation, OperationReview review) {
        if (!review.isSeen(view)) {
            return null;
        }
        List<OperationItem> items = review.items(operation, view);
        boolean settled = items.stream()
                .allMatch(item -> item.settled() || isCalledOff(item.result().index()));
        if (!settled && situation.now().isBefore(operation.deadline())) {
            return null;
        }
        List<Integer> undone = items.stream()
                .map(OperationItem::result)
                .filter(item -> item.outcome() != Outcome.DONE && !isCalledOff(item.index()))
                .map(OperationResult.Item::index)
                .toList();
        List<Assignment> originals = originals(undone);
        return originals.isEmpty()
                ? close(operation, review, items)
                : Change.of(io.humpback.core.spi.Write.put(view.assignments().with(originals)));
    }

    /** An index that was called off is done where it was; to whoever counts tries, its move has failed. */
    private Change close(Operation operation, OperationReview review, List<OperationItem> items) {
        List<OperationResult.Item> results = new ArrayList<>();
        List<OperationResult.Item> told = new ArrayList<>();
        for (OperationItem item : items) {
            boolean calledOff = isCalledOff(item.result().index());
            results.add(calledOff ? with(item.result(), Outcome.DONE, "") : item.result());
            told.add(calledOff ? with(item.result(), Outcome.FAILED, reason(item.result())) : item.result());
        }
        Change closed = review.close(operation, view, results);
        return new Change(
                closed.writes(),
                closed.event(),
                null,
                new OperationResult(operation.id(), operation.meta(), told, view.reachableContainers()));
    }

    private String reason(OperationResult.Item item) {
        String reason = situation.calls().lastReason(new InstanceKey(view.meta().id(), item.index()));
        return reason.isEmpty() ? "its replacement did not run in time" : reason;
    }

    private static OperationResult.Item with(OperationResult.Item item, Outcome outcome, String reason) {
        return new OperationResult.Item(
                item.index(),
                item.containerName(),
                item.nodeName(),
                item.nodeAddress(),
                item.containerId(),
                outcome,
                reason);
    }

    /** Only an original that is assigned again has a Docker id: replacements are found by their labels. */
    private boolean isCalledOff(int index) {
        Instance instance = view.instances().get(index);
        return instance != null && !instance.assignment().containerId().isEmpty();
    }

    /** Returns new incarnations that assign the originals of {@code indexes} again, as far as they exist. */
    List<Assignment> originals(Collection<Integer> indexes) {
        long incarnation = view.assignments().lastIncarnation();
        List<Assignment> originals = new ArrayList<>();
        for (int index : indexes) {
            Instance replacement = view.instances().get(index);
            ContainerIndex.Located original = replacement == null ? null : view.original(replacement);
            if (replacement != null && original != null && original.node().isUsable()) {
                Assignment given = replacement.assignment();
                originals.add(new Assignment(
                        index,
                        ++incarnation,
                        original.node().node().id(),
                        given.specVersion(),
                        given.goal(),
                        original.container().id(),
                        given.restartFrom()));
            }
        }
        return originals;
    }
}
