package io.humpback.scheduler.reconcile;

import io.humpback.core.Action;
import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Write;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Settles whether an open operation can close, and with what. */
final class OperationReview {
    private final Situation situation;

    OperationReview(Situation situation) {
        this.situation = situation;
    }

    /** Returns the change that closes {@code operation} on a meta that exists, or null if it has to stay open. */
    @Nullable
    Change review(Operation operation, MetaView view) {
        List<OperationItem> items = items(operation, view);
        boolean settled = isSeen(view) && items.stream().allMatch(OperationItem::settled);
        if (!settled && situation.now().isBefore(operation.deadline())) {
            return null;
        }
        List<OperationResult.Item> results =
                items.stream().map(OperationItem::result).toList();
        boolean nothingStarted =
                !results.isEmpty() && results.stream().allMatch(item -> item.outcome() == Outcome.FAILED);
        if (operation.cause() == Cause.CREATE && nothingStarted) {
            return undoCreate(operation, view, results);
        }
        return close(operation, view, results);
    }

    /** Whether the event can name what is there: a new leader has seen nothing yet. */
    boolean isSeen(MetaView view) {
        return situation.observed().complete()
                && view.instances().values().stream().noneMatch(Instance::isUnseen);
    }

    List<OperationItem> items(Operation operation, MetaView view) {
        List<OperationItem> items = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (HostedContainer seen : operation.lastSeen()) {
            OperationItem item = OperationItem.ofRemoval(operation, seen, situation);
            taken.add(item.result().index());
            items.add(item);
        }
        for (int index : operation.indexes()) {
            if (!taken.contains(index)) {
                items.add(item(operation, view, index));
            }
        }
        items.sort((a, b) -> Integer.compare(a.result().index(), b.result().index()));
        return items;
    }

    private OperationItem item(Operation operation, MetaView view, int index) {
        Instance instance = view.instances().get(index);
        InstanceKey key = new InstanceKey(view.meta().id(), index);
        if (instance == null) {
            boolean wanted = view.unassigned().contains(index);
            String reason = situation.calls().lastReason(key);
            return wanted
                    ? OperationItem.withoutNode(
                            view.meta(), index, Outcome.FAILED, reason.isEmpty() ? "no node fits" : reason)
                    : OperationItem.withoutNode(view.meta(), index, Outcome.DONE, "");
        }
        return operation.cause() == Cause.OPERATE ? operated(instance) : started(operation, instance);
    }

    private OperationItem started(Operation operation, Instance instance) {
        if (instance.isSatisfied()) {
            return OperationItem.of(instance, true, Outcome.DONE, "");
        }
        if (hasEnded(instance) && operation.rollOut() == null) {
            return OperationItem.of(instance, true, Outcome.DONE, "it ran, has ended, and is started again");
        }
        int refusals = situation.calls().refusals(instance.key());
        boolean full = instance.presence() == Instance.Presence.ABSENT
                && situation.calls().wasRefused(instance.callKey())
                && situation.calls().troubles().isFull(instance.assignment().node(), situation.now());
        if ((refusals > situation.settings().createRetry() || full)
                && !situation.calls().isUnderWay(instance.callKey())) {
            return OperationItem.of(
                    instance, true, Outcome.FAILED, situation.calls().lastReason(instance.key()));
        }
        return OperationItem.of(instance, false, Outcome.UNKNOWN, "not known whether it runs");
    }

    /** Whether it was created and started: that it does not keep running is another matter, which takes its time. */
    private boolean hasEnded(Instance instance) {
        return instance.isCrashed() && !situation.calls().isUnderWay(instance.callKey());
    }

    private OperationItem operated(Instance instance) {
        if (instance.isSatisfied()) {
            return OperationItem.of(instance, true, Outcome.DONE, "");
        }
        ObservedNode node = instance.node();
        if (node == null || node.isAway()) {
            String name = node == null
                    ? instance.assignment().node().value()
                    : node.node().name();
            return OperationItem.of(
                    instance,
                    true,
                    Outcome.WAITING,
                    "node " + name + " is not reachable, it will be done when the node is back");
        }
        if (instance.presence() == Instance.Presence.ABSENT) {
            return OperationItem.of(
                    instance, true, Outcome.WAITING, "the container is gone, it will be done when it is restored");
        }
        if (situation.calls().refusals(instance.key()) > 0 && !situation.calls().isUnderWay(instance.callKey())) {
            return OperationItem.of(
                    instance, true, Outcome.FAILED, situation.calls().lastReason(instance.key()));
        }
        return OperationItem.of(instance, false, Outcome.UNKNOWN, "not known whether it is done");
    }

    /** Nothing of the meta exists, so nothing is left of the wish either; a tombstone catches what may come late. */
    private Change undoCreate(Operation operation, MetaView view, List<OperationResult.Item> results) {
        Meta meta = view.meta();
        List<Write> writes = List.of(
                Write.delete(meta.key()),
                Write.delete(view.assignments().key()),
                Write.put(new Tombstone(meta.id(), Set.of(), situation.now())),
                Write.delete(operation.key()));
        return new Change(
                writes, null, null, new OperationResult(operation.id(), operation.meta(), results, List.of()));
    }

    Change close(Operation operation, MetaView view, List<OperationResult.Item> results) {
        MetaAssignments assignments = afterFailures(operation, view, results);
        List<HostedContainer> containers = view.reachableContainers();
        OperationResult result = new OperationResult(operation.id(), operation.meta(), results, containers);
        boolean silent = (!operation.cause().isUser() && isNothingDone(results)) || isCalledOff(operation, view);
        if (silent) {
            return new Change(List.of(Write.put(assignments), Write.delete(operation.key())), null, null, result);
        }
        long timestamp = timestamp(assignments);
        return new Change(
                List.of(Write.put(assignments.withLastEvent(timestamp)), Write.delete(operation.key())),
                new Change.EventDraft(timestamp, operation.cause(), operation.id(), operation.meta(), containers),
                null,
                result);
    }

    private static boolean isNothingDone(List<OperationResult.Item> results) {
        return results.stream().noneMatch(item -> item.outcome() == Outcome.DONE);
    }

    /** A migration is called off when every container was found on its old node after all. */
    private static boolean isCalledOff(Operation operation, MetaView view) {
        return operation.cause() == Cause.MIGRATE
                && operation.indexes().stream()
                        .map(index -> Optional.ofNullable(view.instances().get(index)))
                        .allMatch(instance -> instance.isPresent()
                                && !instance.get().assignment().containerId().isEmpty());
    }

    /** An instance that could not be created loses its node, one that could not be frozen goes on running. */
    private MetaAssignments afterFailures(Operation operation, MetaView view, List<OperationResult.Item> results) {
        Set<Integer> released = new HashSet<>();
        List<Assignment> reverted = new ArrayList<>();
        SortedMap<Integer, Instance> instances = view.instances();
        for (OperationResult.Item item : results) {
            Instance instance = instances.get(item.index());
            if (item.outcome() != Outcome.FAILED || instance == null) {
                continue;
            }
            if (operation.cause().isUser() && operation.cause() != Cause.OPERATE) {
                released.add(item.index());
            } else if (operation.cause() != Cause.OPERATE) {
                if (instance.presence() == Instance.Presence.PRESENT) {
                    released.add(item.index()); // what cannot be started must not keep the name
                }
            } else {
                reverted.add(reverted(operation, instance.assignment()));
            }
        }
        return view.assignments().without(released).with(reverted);
    }

    /** A restart that was refused is over; one that is wanted to run and does not is started again all the same. */
    private static Assignment reverted(Operation operation, Assignment assignment) {
        return switch (Action.of(operation.action()).orElse(Action.START)) {
            case PAUSE -> assignment.withGoal(assignment.goal().to(RunState.RUNNING));
            case START, RESTART -> assignment.withRestartFrom("");
            case STOP, KILL, UNPAUSE -> assignment;
        };
    }

    private long timestamp(MetaAssignments assignments) {
        long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, situation.now());
        return Math.max(nanos, assignments.lastEventNanos() + 1);
    }

    /** Returns the change that closes the removal of a meta, or null if it has to stay open. */
    @Nullable
    Change reviewRemoval(Operation operation) {
        List<OperationItem> items = new ArrayList<>();
        for (HostedContainer seen : operation.lastSeen()) {
            items.add(OperationItem.ofRemoval(operation, seen, situation));
        }
        boolean settled = situation.observed().complete()
                && items.stream().allMatch(OperationItem::settled)
                && !situation.calls().isUnderWay(operation.metaId())
                && !hasContainers(operation);
        if (!settled && situation.now().isBefore(operation.deadline())) {
            return null;
        }
        MetaAssignments assignments = situation.committed().assignments(operation.metaId());
        long timestamp = timestamp(assignments);
        return new Change(
                List.of(
                        Write.delete(DocumentKey.of(
                                DocumentKind.ASSIGNMENTS, operation.metaId().value())),
                        Write.delete(operation.key())),
                new Change.EventDraft(
                        timestamp, operation.cause(), operation.id(), operation.meta(), operation.lastSeen()),
                null,
                new OperationResult(
                        operation.id(),
                        operation.meta(),
                        items.stream().map(OperationItem::result).toList(),
                        operation.lastSeen()));
    }

    /** A removal wins over what it interrupts, at any time; whoever waits for that is told, and its event is the removal's. */
    Change interrupted(Operation operation) {
        String reason = "the meta was removed meanwhile";
        List<OperationResult.Item> items = operation.indexes().stream()
                .map(index -> OperationItem.withoutNode(operation.meta(), index, Outcome.FAILED, reason)
                        .result())
                .toList();
        return new Change(
                List.of(Write.delete(operation.key())),
                null,
                null,
                new OperationResult(operation.id(), operation.meta(), items, List.of()));
    }

    /** A creation that was under way as the meta was removed may leave a container that nobody had seen before. */
    private boolean hasContainers(Operation operation) {
        return situation.observed().nodes().stream()
                .filter(ObservedNode::isUsable)
                .flatMap(node -> node.containers().stream())
                .anyMatch(container -> container
                        .findIdentity()
                        .filter(identity -> identity.metaId().equals(operation.metaId())
                                && identity.clusterId().equals(situation.clusterId()))
                        .isPresent());
    }
}
