package io.humpback.scheduler.reconcile;

import io.humpback.core.Cause;
import io.humpback.core.GroupGuard;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.Operation;
import io.humpback.core.RollOutProgress;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what should run with what was decided and what runs. Pure: no I/O, no clock, no logging. Immutable and safe
 * for use by several threads.
 */
public final class Reconciler {
    /** Stands for a start that nobody had seen when a restart was asked for; see {@code Assignment.restartFrom}. */
    public static final String NEVER_SEEN = "never seen";

    /** The action of a roll-out that takes away what it replaces without a remove delay. */
    public static final String AT_ONCE = "at once";

    private final Scheduler scheduler;

    /** Creates one that asks {@code scheduler} where instances go. */
    public Reconciler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Returns what to commit and what to do. A meta that has something to be committed has nothing to be done in the
     * same plan, so that every call follows from what is committed. What becomes of nodes comes first: while something
     * of that is to be committed the plan holds nothing else. The same situation gives the same plan.
     */
    public Plan reconcile(Situation situation) {
        List<Change> nodes = new NodeReview(situation).changes();
        if (nodes.isEmpty()) {
            nodes = new GuardReview(situation).changes();
        }
        if (!nodes.isEmpty()) {
            return Plan.committing(nodes);
        }
        Round round = new Round(situation);
        round.addGroups();
        for (Meta meta : situation.committed().metas()) {
            round.add(meta);
        }
        round.addRemovals();
        round.addExpiredTombstones();
        round.addExpelled();
        round.addSweep();
        return round.plan();
    }

    /** Returns something that finds nodes on top of what is assigned now, with {@code moving} taken away first. */
    public Placer placer(Situation situation, Set<InstanceKey> moving) {
        Map<MetaId, MetaView> views = ContainerIndex.of(situation).views();
        StaleContainers stale = new StaleContainers(situation, views);
        return new Placer(scheduler, situation, views.values(), moving, stale.unswept());
    }

    /**
     * Returns why instances of the first batch of a roll-out find no node, by index; none if all find one.
     *
     * @param situation with the roll-out committed
     */
    public SortedMap<Integer, String> refusals(Situation situation, Operation rollOut) {
        RollOutProgress progress = rollOut.rollOut();
        Meta meta = situation.committed().meta(rollOut.metaId());
        if (progress == null || meta == null) {
            throw new IllegalArgumentException("rollOut: " + rollOut.id() + " (expected: a roll-out of a meta)");
        }
        MetaView view = require(ContainerIndex.of(situation).views().get(meta.id()));
        RollOutBatch batch = new RollOutBatch(new RollOutState(situation, view, rollOut, progress));
        return batch.place(batch.choose(), placer(situation, Set.of())).refused();
    }

    /** Returns whether {@code operation} is a roll-out that waits for somebody to decide. */
    public static boolean isHeld(Operation operation) {
        return RollOut.isHeld(operation);
    }

    /** Returns the containers that are instances of {@code meta} and within reach, ordered by index. */
    public static List<HostedContainer> containers(Situation situation, Meta meta) {
        return ContainerIndex.of(situation).containers(meta);
    }

    /** Returns the containers that are instances of {@code meta}, by index, also those last seen on a dead node. */
    public static SortedMap<Integer, HostedContainer> allContainers(Situation situation, Meta meta) {
        return ContainerIndex.of(situation).view(meta).hosted();
    }

    /** What is put together in one call. */
    private final class Round {
        private final Situation situation;
        private final Map<MetaId, MetaView> views;
        private final Map<MetaId, List<Operation>> open = new LinkedHashMap<>();
        private final Map<MetaId, Needs> needs = new LinkedHashMap<>();
        private final GroupReview groups;
        private final StaleContainers stale;
        private final Map<InstanceKey, StaleContainers.Returned> returned;
        private final List<Change> changes = new ArrayList<>();
        private final List<Effect> effects = new ArrayList<>();
        private final TreeMap<String, String> pending = new TreeMap<>();
        private final List<RuntimeException> failures = new ArrayList<>();
        private @Nullable Placer placer;

        Round(Situation situation) {
            this.situation = situation;
            groups = new GroupReview(situation);
            views = ContainerIndex.of(situation).views();
            stale = new StaleContainers(situation, views);
            returned = stale.returned();
            for (Operation operation : situation.committed().operations()) {
                open.computeIfAbsent(operation.metaId(), id -> new ArrayList<>())
                        .add(operation);
            }
            views.forEach((id, view) ->
                    alone(id, () -> needs.put(id, Needs.of(situation, view, open.getOrDefault(id, List.of())))));
        }

        private Placer placer() {
            if (placer == null) {
                Set<InstanceKey> moving = new HashSet<>();
                needs.forEach((id, need) -> need.all().forEach(index -> moving.add(new InstanceKey(id, index))));
                placer = new Placer(scheduler, situation, views.values(), moving, stale.unswept());
            }
            return placer;
        }

        /** What goes wrong with one meta, as in a strategy of the user's own, must not keep the others waiting. */
        private void alone(MetaId meta, Runnable decision) {
            try {
                decision.run();
            } catch (RuntimeException e) {
                failures.add(new IllegalStateException("nothing can be decided for meta " + meta + ": " + e, e));
            }
        }

        void add(Meta meta) {
            if (needs.containsKey(meta.id())) {
                alone(meta.id(), () -> decide(meta));
            }
        }

        private void decide(Meta meta) {
            if (groups.isLeaving(meta)) {
                Change removal = groups.removal(require(views.get(meta.id())));
                if (removal != null) {
                    changes.add(removal);
                }
                return;
            }
            noteFrozen(require(views.get(meta.id())));
            MetaReconciler reconciler = new MetaReconciler(
                    situation,
                    require(views.get(meta.id())),
                    open.getOrDefault(meta.id(), List.of()),
                    require(needs.get(meta.id())),
                    returned,
                    pending);
            Supplier<Placer> placers = this::placer;
            Change change = reconciler.change(placers);
            if (change == null) {
                effects.addAll(reconciler.effects());
            } else {
                changes.add(change);
            }
        }

        /** Why nothing is done for instances on dead nodes must be seen. */
        private void noteFrozen(MetaView view) {
            GroupGuard guard = situation.committed().guard(view.meta().groupId());
            if (!guard.isFrozen()) {
                return;
            }
            for (Instance instance : view.instances().values()) {
                if (instance.isNodeDown()) {
                    pending.put(
                            view.meta().containerName(instance.assignment().index()),
                            "migration is frozen: " + guard.reason());
                }
            }
        }

        void addGroups() {
            changes.addAll(groups.changes());
        }

        void addRemovals() {
            OperationReview review = new OperationReview(situation);
            for (List<Operation> operations : open.values()) {
                for (Operation operation : operations) {
                    Change change = null;
                    if (operation.cause() == Cause.REMOVE) {
                        change = review.reviewRemoval(operation);
                    } else if (!views.containsKey(operation.metaId())) {
                        change = review.interrupted(operation);
                    }
                    if (change != null) {
                        changes.add(change);
                    }
                }
            }
        }

        void addExpiredTombstones() {
            for (Tombstone tombstone : situation.committed().tombstones()) {
                if (!situation.now().isBefore(tombstone.createdAt().plus(Tombstone.LIFETIME))) {
                    changes.add(Change.of(Write.delete(tombstone.key())));
                }
            }
        }

        void addExpelled() {
            ExpelledContainers expelled = new ExpelledContainers(situation);
            changes.addAll(expelled.changes());
            effects.addAll(expelled.effects());
        }

        void addSweep() {
            for (Effect.Remove effect : stale.removable()) {
                if (situation.calls().mayCall(effect.key(), situation.now())) {
                    effects.add(effect);
                }
            }
        }

        Plan plan() {
            return new Plan(changes, effects, pending, stale.quarantined(), failures);
        }
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("meta: none (expected: one of the situation)");
        }
        return value;
    }
}
