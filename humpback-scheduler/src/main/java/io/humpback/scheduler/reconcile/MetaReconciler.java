package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.RollOutProgress;
import io.humpback.core.RunGoal;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides for one meta: what to commit, or, where there is nothing to commit, what to do. */
final class MetaReconciler {
    private final Situation situation;
    private final MetaView view;
    private final List<Operation> open;
    private final Needs needs;
    private final Map<InstanceKey, StaleContainers.Returned> returned;
    private final Map<String, String> pending;

    MetaReconciler(
            Situation situation,
            MetaView view,
            List<Operation> open,
            Needs needs,
            Map<InstanceKey, StaleContainers.Returned> returned,
            Map<String, String> pending) {
        this.situation = situation;
        this.view = view;
        this.open = open;
        this.needs = needs;
        this.returned = returned;
        this.pending = pending;
    }

    /** Returns the next change of this meta, null if there is none. After it the meta is looked at anew. */
    @Nullable
    Change change(Supplier<Placer> placer) {
        Change change = adopt();
        if (change == null) {
            change = noteFirstSight();
        }
        if (change == null) {
            change = tryElsewhere(placer);
        }
        if (change == null) {
            change = closeOperation(placer);
        }
        if (change == null) {
            change = begin(Cause.MIGRATE, needs.migrate(), placer);
        }
        if (change == null) {
            change = begin(Cause.RECOVER, needs.recover(), placer);
        }
        if (change == null && open.isEmpty()) {
            change = new CrashLoops(situation, view).move(placer);
        }
        if (change == null && open.isEmpty()) {
            change = Surplus.shrink(situation, view);
        }
        noteWaiting();
        return change == null ? move(placer) : change;
    }

    /** What is tried again later is as little there as what found no node. */
    private void noteWaiting() {
        for (Instance instance : view.instances().values()) {
            String reason = situation.calls().lastReason(instance.key());
            if (instance.presence() == Instance.Presence.ABSENT
                    && !reason.isEmpty()
                    && !situation.calls().mayTryAnew(instance.key(), situation.now())) {
                pending.putIfAbsent(
                        view.meta().containerName(instance.assignment().index()), reason);
            }
        }
    }

    /** Only so many at a time; where there is no room for one there is none for the others of the same meta. */
    private @Nullable Change move(Supplier<Placer> placer) {
        List<Integer> due = List.copyOf(new LiveMove(situation, view).due(open, pending));
        int next = Math.min(due.size(), LiveMove.MOST_AT_ONCE);
        Change change = begin(Cause.MIGRATE, LiveMove.ACTION, due.subList(0, next), placer);
        String reason = due.isEmpty() ? null : pending.get(view.meta().containerName(due.get(next - 1)));
        if (reason != null) {
            due.forEach(index -> pending.putIfAbsent(view.meta().containerName(index), reason));
        }
        return change;
    }

    /** A container that came back before its replacement ran stays, under a new incarnation. */
    private @Nullable Change adopt() {
        List<Assignment> adopted = new ArrayList<>();
        long incarnation = view.assignments().lastIncarnation();
        for (StaleContainers.Returned found : returned.values()) {
            if (found.instance().meta().equals(view.meta().id())) {
                adopted.add(adopted(found, ++incarnation));
            }
        }
        return adopted.isEmpty() ? null : put(view.assignments().with(adopted));
    }

    private Assignment adopted(StaleContainers.Returned found, long incarnation) {
        int index = found.instance().index();
        InstanceIdentity identity = found.container().identity();
        long version = identity == null ? view.meta().specVersion() : identity.specVersion();
        Instance replacement = view.instances().get(index);
        Assignment base = replacement != null
                ? replacement.assignment()
                : Assignment.of(index, incarnation, found.node(), version, RunGoal.RUNNING);
        return new Assignment(
                index,
                incarnation,
                found.node(),
                base.specVersion(),
                base.goal(),
                found.container().id(),
                base.restartFrom());
    }

    /** A restart was asked for while nobody knew since when the container runs; now it is known. */
    private @Nullable Change noteFirstSight() {
        List<Assignment> noted = new ArrayList<>();
        for (Instance instance : view.instances().values()) {
            if (instance.container() != null
                    && instance.isNodeUsable()
                    && instance.assignment().restartFrom().equals(Reconciler.NEVER_SEEN)) {
                noted.add(instance.assignment()
                        .withRestartFrom(instance.container().state().startedAt()));
            }
        }
        return noted.isEmpty() ? null : put(view.assignments().with(noted));
    }

    private @Nullable Change closeOperation(Supplier<Placer> placer) {
        OperationReview review = new OperationReview(situation);
        for (Operation operation : open) {
            RollOutProgress rollOut = operation.rollOut();
            Change change = rollOut != null
                    ? new RollOut(situation, view, operation, rollOut, pending).next(placer)
                    : LiveMove.is(operation)
                            ? new LiveMove(situation, view).next(operation, review)
                            : review.review(operation, view);
            if (change != null) {
                return change;
            }
        }
        return null;
    }

    private @Nullable Change tryElsewhere(Supplier<Placer> placer) {
        if (needs.again().isEmpty()) {
            return null;
        }
        Placements found = Placements.of(placer.get(), view.meta(), view.assignments(), needs.again());
        notePending(found);
        return found.placed().isEmpty()
                ? keepOriginals(found)
                : put(view.assignments().with(found.placed()));
    }

    /** A move whose node is lost, and for which there is no other one, is called off. */
    private @Nullable Change keepOriginals(Placements found) {
        List<Assignment> originals =
                new LiveMove(situation, view).originals(found.refused().keySet());
        return originals.isEmpty() ? null : put(view.assignments().with(originals));
    }

    private @Nullable Change begin(Cause cause, Collection<Integer> indexes, Supplier<Placer> placer) {
        return begin(cause, "", indexes, placer);
    }

    private @Nullable Change begin(Cause cause, String action, Collection<Integer> indexes, Supplier<Placer> placer) {
        if (indexes.isEmpty()) {
            return null;
        }
        Placements found = Placements.of(
                placer.get(), view.meta(), view.baseVersion(), view.baseGoal(), view.assignments(), indexes);
        notePending(found);
        if (found.placed().isEmpty()) {
            return null;
        }
        MetaAssignments assignments = view.assignments().with(found.placed());
        Operation operation = operation(situation, cause, action, view, assignments, found.indexes(), List.of());
        return Change.opening(operation, List.of(Write.put(assignments)));
    }

    /**
     * Returns the operation by which the loop itself changes instances of a meta.
     *
     * @param leaving the containers that it takes away
     */
    static Operation operation(
            Situation situation,
            Cause cause,
            String action,
            MetaView view,
            MetaAssignments assignments,
            List<Integer> indexes,
            List<HostedContainer> leaving) {
        return new Operation(
                operationId(cause, view.meta(), assignments, leaving),
                cause,
                view.meta(),
                indexes,
                action,
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                leaving);
    }

    /** Needs no random number: an incarnation is given once, and what leaves does so once from each sequence of events. */
    private static OperationId operationId(
            Cause cause, Meta meta, MetaAssignments assignments, List<HostedContainer> leaving) {
        String id =
                cause.name().toLowerCase(java.util.Locale.ROOT) + "-" + meta.id() + "-" + assignments.lastIncarnation();
        return OperationId.of(leaving.isEmpty() ? id : id + "-" + assignments.lastEventNanos());
    }

    private void notePending(Placements found) {
        found.refused().forEach((index, reason) -> pending.put(view.meta().containerName(index), reason));
    }

    private static Change put(MetaAssignments assignments) {
        return Change.of(Write.put(assignments));
    }

    /** Returns the calls that bring what exists into the wanted state, and create what an operation covers. */
    List<Effect> effects() {
        Set<Integer> starting = new HashSet<>();
        for (Operation operation : open) {
            if (operation.cause() != Cause.OPERATE) {
                starting.addAll(operation.indexes());
            }
        }
        List<Effect> effects = new ArrayList<>();
        for (Instance instance : view.instances().values()) {
            if (instance.isNodeUsable() && situation.calls().mayCall(instance.callKey(), situation.now())) {
                Effect effect =
                        effect(instance, starting.contains(instance.assignment().index()));
                if (effect != null) {
                    effects.add(effect);
                }
            }
        }
        return effects;
    }

    private boolean isNameHeld(Instance instance) {
        ObservedNode node = instance.node();
        String name = view.meta().containerName(instance.assignment().index());
        return node != null
                && ExpelledContainers.holdsName(situation, view.meta().id(), node, name);
    }

    private @Nullable Effect effect(Instance instance, boolean starting) {
        Assignment assignment = instance.assignment();
        if (instance.presence() == Instance.Presence.ABSENT) {
            boolean exhausted = situation.calls().wasRefused(instance.callKey())
                    && situation.calls().refusals(instance.key())
                            > situation.settings().createRetry();
            boolean adopted = !assignment.containerId().isEmpty(); // gone: what is created is another incarnation
            boolean known = view.meta().knowsSpec(assignment.specVersion());
            return starting && !exhausted && !adopted && known && !isNameHeld(instance)
                    ? InstanceRequest.create(situation, view.meta(), assignment)
                    : null;
        }
        Effect rename = Renames.back(situation, instance, pending);
        if (rename != null) {
            return rename;
        }
        Effect.Verb verb = instance.verb();
        if (verb == null || instance.container() == null) {
            return null;
        }
        boolean crashed = verb == Effect.Verb.START && !instance.isRestartDue();
        if (crashed && !situation.calls().crashes().mayStart(instance.key(), situation.now())) {
            return null;
        }
        return new Effect.Run(
                assignment.node(),
                instance.key(),
                assignment.incarnation(),
                instance.container().id(),
                verb);
    }
}
