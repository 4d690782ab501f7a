package io.humpback.scheduler.control;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.ExpelledContainers;
import io.humpback.scheduler.reconcile.ObservedNode;
import io.humpback.scheduler.reconcile.Placements;
import io.humpback.scheduler.reconcile.Reconciler;
import io.humpback.scheduler.reconcile.Removal;
import io.humpback.scheduler.reconcile.ScaleDown;
import io.humpback.scheduler.reconcile.Situation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns commands into changes to be committed. Pure but for the ids it is given. */
final class CommandPlanner {
    private final Reconciler reconciler;
    private final Supplier<String> ids;
    private final SpecPolicy policy;

    /**
     * A command's change. One that opens no operation changes nothing.
     *
     * @param meta the meta as the command leaves it
     * @param immediate items that are settled at once, beside those of the operation
     * @param refused why instances found no node, by index
     */
    record Planned(Change change, Meta meta, List<OperationResult.Item> immediate, SortedMap<Integer, String> refused) {
        /** Returns the plan that opens an operation. */
        static Planned opening(Operation operation, List<Write> writes, SortedMap<Integer, String> refused) {
            return new Planned(Change.opening(operation, writes), operation.meta(), List.of(), refused);
        }

        /** Returns the plan of a command after which everything is as before. */
        static Planned nothing(Meta meta, List<OperationResult.Item> immediate) {
            return new Planned(Change.of(), meta, immediate, new TreeMap<>());
        }

        /** Returns the result of a command that changes nothing. */
        OperationResult unchanged(Situation situation) {
            return new OperationResult(OperationId.of("none"), meta, immediate, Reconciler.containers(situation, meta));
        }
    }

    CommandPlanner(Reconciler reconciler, Supplier<String> ids, SpecPolicy policy) {
        this.reconciler = reconciler;
        this.ids = ids;
        this.policy = policy;
    }

    /** Returns what {@code command} commits. Throws {@link CommandRejectedException}. */
    Planned plan(Command command, Situation situation) {
        if (command instanceof Command.CreateMeta create) {
            return create(create, situation);
        } else if (command instanceof Command.UpdateMeta update) {
            return update(update, situation);
        } else if (command instanceof Command.Operate operate) {
            return new OperatePlan(situation, meta(operate.metaId(), situation), operate.action(), operationId())
                    .plan();
        }
        if (command instanceof Command.OperateContainer operate) {
            return new ContainerCommands(situation, operationId()).operate(operate);
        } else if (command instanceof Command.RemoveContainer removal) {
            return new ContainerCommands(situation, operationId()).remove(removal);
        }
        if (command instanceof Command.UpgradeMeta upgrade) {
            return upgrade(upgrade, situation);
        } else if (command instanceof Command.RollbackMeta rollback) {
            return rollOut(rollback.metaId(), situation).rollBack();
        } else if (command instanceof Command.ResumeRollOut resume) {
            return rollOut(resume.metaId(), situation).resume();
        }
        return remove((Command.RemoveMeta) command, situation);
    }

    private Planned upgrade(Command.UpgradeMeta upgrade, Situation situation) {
        Planned planned = rollOut(upgrade.metaId(), situation).upgrade(upgrade.image());
        SpecRules.checkAdmitted(planned.meta().spec(), policy);
        return planned;
    }

    private RollOutPlan rollOut(MetaId meta, Situation situation) {
        return new RollOutPlan(situation, reconciler, operationId(), meta(meta, situation));
    }

    private OperationId operationId() {
        return OperationId.of(ids.get());
    }

    private Planned create(Command.CreateMeta create, Situation situation) {
        if (create.instances() < 1 || create.instances() > Meta.MAX_INSTANCES) {
            throw new CommandRejectedException(
                    Reason.INVALID, "instances: " + create.instances() + " (expected: 1-" + Meta.MAX_INSTANCES + ")");
        }
        SpecRules.checkLabels(create.spec());
        SpecRules.checkAdmitted(create.spec(), policy);
        SpecRules.checkDisconnect(create.spec(), situation.settings());
        Meta holder = holder(create, situation);
        checkEngines(create, situation);
        if (holder != null) {
            return reCreate(create, holder, situation);
        }
        Instant now = situation.now();
        Meta meta = new Meta(
                MetaId.of(ids.get()),
                create.groupId(),
                1,
                1,
                create.instances(),
                create.spec(),
                create.placement(),
                create.hooks(),
                create.options(),
                now,
                Instant.EPOCH);
        List<Integer> indexes =
                IntStream.rangeClosed(1, create.instances()).boxed().toList();
        MetaAssignments none = MetaAssignments.none(meta.id());
        Placements found = Placements.of(reconciler.placer(situation, Set.of()), meta, none, indexes);
        Operation operation = operation(Cause.CREATE, meta, indexes, "", situation, List.of());
        return Planned.opening(
                operation, List.of(Write.put(meta), Write.put(none.with(found.placed()))), found.refused());
    }

    /** Returns the meta that has the name already, null if there is none. A name in another case is as good as taken. */
    private static @Nullable Meta holder(Command.CreateMeta create, Situation situation) {
        String name = create.spec().name();
        for (Meta meta : situation.committed().metas()) {
            if (meta.groupId().equals(create.groupId()) && meta.spec().name().equalsIgnoreCase(name)) {
                if (create.reCreate() && meta.spec().name().equals(name)) {
                    return meta;
                }
                throw new CommandRejectedException(
                        Reason.NAME_TAKEN, "name is taken: name=" + name + ", metaId=" + meta.id());
            }
        }
        return null;
    }

    /** What has the name becomes what is asked for, by a roll-out: so what runs goes only after what takes its place runs. */
    private Planned reCreate(Command.CreateMeta create, Meta before, Situation situation) {
        MetaOptions options = create.options().rollOut() == null
                ? create.options().withRollOut(before.options().rollOut())
                : create.options();
        Command.UpdateMeta update = new Command.UpdateMeta(
                before.id(), create.instances(), create.placement(), create.hooks(), options, create.spec());
        return rollOut(before.id(), situation)
                .reCreate(create.spec(), create.forceRemove(), meta -> updated(meta, update, situation.now()));
    }

    private static void checkEngines(Command.CreateMeta create, Situation situation) {
        Group group = situation.committed().group(create.groupId());
        boolean any = group != null
                && group.clusterMode()
                && situation.observed().members(group).stream().anyMatch(ObservedNode::isUsable);
        if (!any) {
            throw new CommandRejectedException(
                    Reason.NO_ENGINE, "group has no healthy node: groupId=" + create.groupId());
        }
    }

    private Planned update(Command.UpdateMeta update, Situation situation) {
        Meta before = meta(update.metaId(), situation);
        ContainerSpec spec = update.spec();
        if (spec != null) {
            SpecRules.checkLabels(spec);
        }
        if (spec != null && !spec.isEquivalentTo(before.spec())) {
            SpecRules.checkAdmitted(spec, policy);
            SpecRules.checkDisconnect(spec, situation.settings());
            return rollOut(before.id(), situation)
                    .to(spec, Cause.UPDATE, meta -> updated(meta, update, situation.now()));
        }
        checkNoOperation(situation.committed().operations(before.id()), before.id());
        Meta meta = updated(before, update, situation.now());
        if (meta.version() == before.version()) {
            return Planned.nothing(meta, List.of());
        }
        MetaAssignments assignments = situation.committed().assignments(meta.id());
        int surplus = assignments.assignments().size() - meta.instances();
        return surplus > 0 ? scaleDown(meta, assignments, surplus, situation) : scaleUp(meta, assignments, situation);
    }

    private static Meta updated(Meta before, Command.UpdateMeta update, Instant now) {
        Meta meta = before;
        if (update.instances() != null && update.instances() != before.instances()) {
            if (update.instances() < 0 || update.instances() > Meta.MAX_INSTANCES) {
                throw new CommandRejectedException(
                        Reason.INVALID,
                        "instances: " + update.instances() + " (expected: 0-" + Meta.MAX_INSTANCES + ")");
            }
            meta = meta.withInstances(update.instances(), now);
        }
        if (update.placement() != null && !update.placement().equals(before.placement())) {
            meta = meta.withPlacement(update.placement(), now);
        }
        if (update.hooks() != null && !update.hooks().equals(before.hooks())) {
            meta = meta.withHooks(update.hooks(), now);
        }
        if (update.options() != null && !update.options().equals(before.options())) {
            meta = meta.withOptions(update.options(), now);
        }
        return meta;
    }

    private Planned scaleUp(Meta meta, MetaAssignments assignments, Situation situation) {
        TreeSet<Integer> missing = new TreeSet<>();
        Set<Integer> taken = assignments.byIndex().keySet();
        for (int index = 1; taken.size() + missing.size() < meta.instances(); index++) {
            if (!taken.contains(index)) {
                missing.add(index);
            }
        }
        Placements found = Placements.of(reconciler.placer(situation, Set.of()), meta, assignments, missing);
        Operation operation = operation(Cause.UPDATE, meta, List.copyOf(missing), "", situation, List.of());
        return Planned.opening(
                operation, List.of(Write.put(meta), Write.put(assignments.with(found.placed()))), found.refused());
    }

    private Planned scaleDown(Meta meta, MetaAssignments assignments, int surplus, Situation situation) {
        Set<Integer> released = ScaleDown.choose(assignments, surplus);
        List<HostedContainer> leaving = Reconciler.allContainers(situation, meta).entrySet().stream()
                .filter(entry -> released.contains(entry.getKey()))
                .map(java.util.Map.Entry::getValue)
                .toList();
        Operation operation = operation(Cause.UPDATE, meta, List.copyOf(released), "", situation, leaving);
        List<Write> writes = new ArrayList<>(ExpelledContainers.expel(situation, meta, leaving));
        writes.add(Write.put(meta));
        writes.add(Write.put(assignments.without(released)));
        return Planned.opening(operation, writes, new TreeMap<>());
    }

    private Planned remove(Command.RemoveMeta remove, Situation situation) {
        Meta meta = meta(remove.metaId(), situation);
        // A roll-out may go on for long, and, on its way back or where it is to continue, until it succeeds, which may
        // be
        // never. So none stands in a removal's way.
        checkNoUserOperation(situation.committed().operations(meta.id()).stream()
                .filter(operation -> operation.rollOut() == null)
                .toList());
        return new Planned(
                Removal.of(situation, meta, operationId(), Reconciler.allContainers(situation, meta)),
                meta,
                List.of(),
                new TreeMap<>());
    }

    private static Meta meta(MetaId id, Situation situation) {
        Meta meta = situation.committed().meta(id);
        if (meta == null) {
            throw new CommandRejectedException(Reason.META_NOT_FOUND, "meta does not exist: metaId=" + id);
        }
        return meta;
    }

    static void checkNoOperation(List<Operation> open, MetaId meta) {
        for (Operation operation : open) {
            if (operation.cause().isUser()) {
                throw setting(operation);
            }
        }
        if (!open.isEmpty()) {
            throw new CommandRejectedException(
                    Reason.MIGRATING, "instances are being moved or restored: metaId=" + meta);
        }
    }

    /** A roll-out that is held does nothing by itself, so it is in nobody's way. */
    static void checkNoUserOperation(List<Operation> open) {
        for (Operation operation : open) {
            if (operation.cause().isUser() && !Reconciler.isHeld(operation)) {
                throw setting(operation);
            }
        }
    }

    private static CommandRejectedException setting(Operation operation) {
        return new CommandRejectedException(
                Reason.SETTING,
                "an operation is not finished: metaId=" + operation.metaId() + ", operation=" + operation.id()
                        + ", cause=" + operation.cause().name().toLowerCase(Locale.ROOT));
    }

    private Operation operation(
            Cause cause,
            Meta meta,
            List<Integer> indexes,
            String action,
            Situation situation,
            List<HostedContainer> lastSeen) {
        return new Operation(
                operationId(),
                cause,
                meta,
                indexes,
                action,
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                lastSeen);
    }

    /** Returns the operation by which {@code action} is asked of some instances. */
    static Operation operate(OperationId id, Meta meta, List<Integer> indexes, Action action, Situation situation) {
        return new Operation(
                id,
                Cause.OPERATE,
                meta,
                indexes,
                action.word(),
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                List.of());
    }
}
