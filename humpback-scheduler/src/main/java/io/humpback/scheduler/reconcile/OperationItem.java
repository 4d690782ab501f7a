package io.humpback.scheduler.reconcile;

import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;

/**
 * How far an open operation has come with one instance.
 *
 * @param settled whether nothing more is awaited
 * @param result how it would stand in the operation's result if that closed now
 */
record OperationItem(boolean settled, OperationResult.Item result) {
    /** Returns the item of an instance that has no node. */
    static OperationItem withoutNode(Meta meta, int index, Outcome outcome, String reason) {
        return new OperationItem(
                true, new OperationResult.Item(index, meta.containerName(index), "", "", "", outcome, reason));
    }

    /** Returns the item of an instance that has a node. */
    static OperationItem of(Instance instance, boolean settled, Outcome outcome, String reason) {
        ObservedNode node = instance.node();
        return new OperationItem(
                settled,
                new OperationResult.Item(
                        instance.assignment().index(),
                        instance.meta().containerName(instance.assignment().index()),
                        node == null
                                ? instance.assignment().node().value()
                                : node.node().name(),
                        node == null ? "" : node.node().address(),
                        instance.container() == null ? "" : instance.container().id(),
                        outcome,
                        reason));
    }

    /** Returns the item of a container that {@code operation} takes away, or lets go on under another name. */
    static OperationItem ofRemoval(Operation operation, HostedContainer seen, Situation situation) {
        ObservedNode node = situation.observed().node(seen.node());
        boolean gone = node != null
                && node.isUsable()
                && node.containers().stream()
                        .noneMatch(container ->
                                container.id().equals(seen.container().id())
                                        && !ExpelledContainers.isRenamed(situation, operation.metaId(), container));
        boolean waits = node == null || node.isAway();
        int index = seen.container()
                .findIdentity()
                .map(identity -> identity.index())
                .orElse(0);
        Outcome outcome = gone ? Outcome.DONE : waits ? Outcome.WAITING : Outcome.UNKNOWN;
        String reason = gone
                ? ""
                : waits
                        ? "node " + seen.nodeName() + " is not reachable, it will be done when the node is back"
                        : "not known whether it is removed";
        return new OperationItem(
                gone || waits,
                new OperationResult.Item(
                        index,
                        operation.meta().containerName(Math.max(1, index)),
                        seen.nodeName(),
                        seen.nodeAddress(),
                        seen.container().id(),
                        outcome,
                        reason));
    }
}
