package io.humpback.scheduler.control;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ImageReference;
import io.humpback.core.Meta;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutProgress;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.Reconciler;
import io.humpback.scheduler.reconcile.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Plans commands that give instances another configuration. What finds no room is refused, so that nothing that runs is
 * touched for it. A roll-out that is held or on its way back makes room for another one; one that advances does not.
 */
final class RollOutPlan {
    private final Situation situation;
    private final Reconciler reconciler;
    private final OperationId operationId;
    private final Meta now;
    private final @Nullable Operation open;

    RollOutPlan(Situation situation, Reconciler reconciler, OperationId operationId, Meta now) {
        this.situation = situation;
        this.reconciler = reconciler;
        this.operationId = operationId;
        this.now = now;
        this.open = openRollOut(situation, now);
    }

    /** Returns the roll-out of {@code meta} that has not ended, held or not; null if there is none. */
    static @Nullable Operation openRollOut(Situation situation, Meta meta) {
        return situation.committed().operations(meta.id()).stream()
                .filter(operation -> operation.rollOut() != null)
                .findFirst()
                .orElse(null);
    }

    CommandPlanner.Planned upgrade(String image) {
        if (ImageReference.find(image).isEmpty()) {
            throw new CommandRejectedException(
                    Reason.INVALID, "image: " + image + " (expected: [registry[:port]/]repository[:tag][@digest])");
        }
        ContainerSpec spec = now.spec().toBuilder().image(image).build();
        return to(spec, Cause.UPGRADE, meta -> meta);
    }

    /**
     * Plans another configuration.
     *
     * @param rest what else is asked for in the same command
     */
    CommandPlanner.Planned to(ContainerSpec spec, Cause cause, UnaryOperator<Meta> rest) {
        return to(spec, cause, rest, "");
    }

    /**
     * Plans that every instance is replaced, also if the configuration is the present one.
     *
     * @param forceRemove whether what is replaced goes without a remove delay
     * @param rest what else is asked for in the same command
     */
    CommandPlanner.Planned reCreate(ContainerSpec spec, boolean forceRemove, UnaryOperator<Meta> rest) {
        return to(spec, Cause.UPDATE, rest, forceRemove ? Reconciler.AT_ONCE : "");
    }

    private CommandPlanner.Planned to(ContainerSpec spec, Cause cause, UnaryOperator<Meta> rest, String action) {
        checkMayReplace();
        if (!spec.name().equals(now.spec().name())) {
            throw new CommandRejectedException(
                    Reason.INVALID,
                    "name: " + spec.name() + " (expected: " + now.spec().name() + ", which stays)");
        }
        Meta changed = rest.apply(now);
        RollOutProgress before = open == null ? null : open.rollOut();
        if (before == null) {
            return begin(changed.withSpec(spec, situation.now()), now, cause, false, action);
        }
        return before.back()
                ? begin(changed.withSpec(spec, situation.now()), now, cause, before.touched(), action)
                : begin(
                        changed.withSpecInstead(spec, situation.now()),
                        before.before(),
                        cause,
                        before.touched(),
                        action);
    }

    private void checkMayReplace() {
        List<Operation> others = new ArrayList<>(situation.committed().operations(now.id()));
        if (open != null && (Reconciler.isHeld(open) || isBack(open))) {
            others.remove(open);
        }
        CommandPlanner.checkNoOperation(others, now.id());
    }

    /** Returns whether {@code operation} is a roll-out that goes back to what was there before. */
    static boolean isBack(Operation operation) {
        RollOutProgress progress = operation.rollOut();
        return progress != null && progress.back();
    }

    private CommandPlanner.Planned begin(Meta meta, Meta before, Cause cause, boolean touched, String action) {
        RollOutPolicy policy = policy(meta);
        RollOutPolicy.Order order = policy.order().resolve(before.spec(), meta.spec());
        if (policy.order().resolve(now.spec(), meta.spec()) == RollOutPolicy.Order.STOP_FIRST) {
            order = RollOutPolicy.Order.STOP_FIRST; // instances of either may be there
        }
        RollOutProgress fresh = RollOutProgress.beginning(policy.withOrder(order), before, situation.now());
        Operation operation =
                operation(operationId, cause, meta, List.of(), action, touched ? fresh.touching() : fresh);
        List<Write> writes = List.of(Write.put(meta), Write.put(operation));
        SortedMap<Integer, String> refused =
                reconciler.refusals(situation.with(situation.committed().after(writes)), operation);
        return refused.isEmpty() ? planned(meta, operation) : CommandPlanner.Planned.nothing(now, noRoom(refused));
    }

    private RollOutPolicy policy(Meta meta) {
        RollOutPolicy own = meta.options().rollOut();
        return own == null ? situation.settings().rollOut() : own;
    }

    private List<OperationResult.Item> noRoom(SortedMap<Integer, String> refused) {
        return refused.entrySet().stream()
                .map(entry -> new OperationResult.Item(
                        entry.getKey(),
                        now.containerName(entry.getKey()),
                        "",
                        "",
                        "",
                        Outcome.FAILED,
                        entry.getValue()))
                .toList();
    }

    /** Plans the way back: of the roll-out that is open, or to the configuration before the present one. */
    CommandPlanner.Planned rollBack() {
        if (open == null || open.rollOut() == null) {
            return again();
        }
        RollOutProgress progress = open.rollOut();
        if (progress.stage() == RollOutProgress.Stage.CLOSING && !progress.back()) {
            CommandPlanner.checkNoOperation(List.of(open), now.id());
        }
        if (progress.back()) {
            return planned(
                    now, operation(operationId, open.cause(), now, open.indexes(), "", progress.failing("", "")));
        }
        Meta meta = now.backTo(progress.before(), situation.now());
        RollOutProgress back = progress.failing("", "").goingBack(situation.now());
        return planned(meta, operation(operationId, open.cause(), meta, List.of(), "", back));
    }

    private CommandPlanner.Planned again() {
        ContainerSpec previous = now.previousSpec();
        if (previous == null) {
            throw new CommandRejectedException(
                    Reason.INVALID, "meta has no previous configuration: metaId=" + now.id());
        }
        checkMayReplace();
        boolean image = previous.toBuilder().image(now.spec().image()).build().equals(now.spec());
        return begin(now.withPreviousSpec(situation.now()), now, image ? Cause.UPGRADE : Cause.UPDATE, false, "");
    }

    /** Plans that a roll-out that is held goes on. */
    CommandPlanner.Planned resume() {
        if (open == null || open.rollOut() == null || !Reconciler.isHeld(open)) {
            throw new CommandRejectedException(Reason.INVALID, "meta has no held roll-out: metaId=" + now.id());
        }
        RollOutProgress progress = open.rollOut().failing("", "").next(situation.now(), 0);
        Operation resumed = operation(open.id(), open.cause(), now, List.of(), open.action(), progress);
        return CommandPlanner.Planned.opening(resumed, List.of(), new TreeMap<>());
    }

    private Operation operation(
            OperationId id, Cause cause, Meta meta, List<Integer> batch, String action, RollOutProgress progress) {
        return new Operation(
                id,
                cause,
                meta,
                batch,
                action,
                situation.now(),
                situation.now().plus(progress.policy().patience()),
                open == null ? List.of() : open.lastSeen(),
                progress);
    }

    private CommandPlanner.Planned planned(Meta meta, Operation operation) {
        List<Write> writes = new ArrayList<>(List.of(Write.put(meta), Write.put(operation)));
        OperationResult replaced = null;
        if (open != null) {
            writes.add(Write.delete(open.key()));
            replaced = superseded(open);
        }
        return new CommandPlanner.Planned(
                new Change(writes, null, operation, replaced), meta, List.of(), new TreeMap<>());
    }

    private OperationResult superseded(Operation operation) {
        OperationResult.Item item = new OperationResult.Item(
                0, now.containerName(1), "superseded", "", "", Outcome.FAILED, "another command took its place");
        return new OperationResult(operation.id(), now, List.of(item), Reconciler.containers(situation, now));
    }
}
