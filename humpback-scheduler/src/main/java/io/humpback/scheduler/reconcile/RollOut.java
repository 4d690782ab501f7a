package io.humpback.scheduler.reconcile;

import io.humpback.core.HostedContainer;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.RollOutPolicy.FailureAction;
import io.humpback.core.RollOutProgress;
import io.humpback.core.RollOutProgress.Stage;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.HealthGate.Finding;
import io.humpback.scheduler.reconcile.HealthGate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the instances of a meta by ones of its present configuration, batch by batch, until all are new or, after a
 * failure, all are old again or it is held. It compares what is with what shall be: how far it has come is in its
 * operation and in the versions of the assignments, so that any leader can go on, and whatever happens to an instance
 * in between is only another difference.
 */
final class RollOut {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);

    private final Situation situation;
    private final MetaView view;
    private final Operation operation;
    private final RollOutProgress progress;
    private final RollOutState state;
    private final RollOutEnd end;
    private final Map<String, String> pending;

    RollOut(
            Situation situation,
            MetaView view,
            Operation operation,
            RollOutProgress progress,
            Map<String, String> pending) {
        this.situation = situation;
        this.view = view;
        this.operation = operation;
        this.progress = progress;
        this.state = new RollOutState(situation, view, operation, progress);
        this.end = new RollOutEnd(state);
        this.pending = pending;
    }

    /** Returns whether {@code operation} is a roll-out that replaces instances now, so that nobody else places new ones. */
    static boolean isActive(Operation operation) {
        RollOutProgress progress = operation.rollOut();
        return progress != null && progress.stage() != Stage.HELD && progress.stage() != Stage.CLOSING;
    }

    /** Returns whether {@code operation} is a roll-out that waits for somebody to decide. */
    static boolean isHeld(Operation operation) {
        RollOutProgress progress = operation.rollOut();
        return progress != null && progress.stage() == Stage.HELD;
    }

    /** Returns the next change, null while something is awaited. */
    @Nullable
    Change next(Supplier<Placer> placer) {
        return switch (progress.stage()) {
            case NEXT -> nextBatch(placer);
            case WATCH -> watch(placer);
            case HOLDING -> holding();
            case HELD -> null;
            case CLOSING -> end.close();
        };
    }

    private @Nullable Change nextBatch(Supplier<Placer> placer) {
        if (!isKnown() || isBusy()) {
            return null;
        }
        List<Instance> released = state.releasable();
        if (!released.isEmpty()) {
            return release(released);
        }
        if (state.isComplete()) {
            return closing();
        }
        boolean early = situation.now().isBefore(progress.since())
                || (!state.leaving(List.of()).isEmpty() && !state.isOverdue()); // or there would be ever more of them
        return early ? null : begin(placer);
    }

    /** Whether everything that it decides by has been seen; a new leader has seen nothing yet. */
    private boolean isKnown() {
        return situation.observed().complete()
                && view.instances().values().stream().noneMatch(Instance::isUnseen);
    }

    /** What is just being moved or restored has to settle before anything is built on it. */
    private boolean isBusy() {
        return situation.committed().operations(view.meta().id()).stream()
                .anyMatch(other -> !other.cause().isUser());
    }

    /** Old ones may finish their work beside the new ones; what a way back takes away goes at once. */
    private Change release(Collection<Instance> released) {
        RollOutProgress touched = progress.back() ? progress : progress.touching();
        List<HostedContainer> leaving = state.leaving(released);
        List<HostedContainer> hosted =
                released.stream().map(Instance::hosted).filter(Objects::nonNull).toList();
        List<Write> writes = new ArrayList<>();
        if (!progress.back() && !operation.action().equals(Reconciler.AT_ONCE)) {
            writes.addAll(ExpelledContainers.expel(situation, view.meta(), hosted));
        }
        writes.add(Write.put(view.assignments().without(RollOutState.indexes(released))));
        writes.add(Write.put(operation.at(touched, view.meta(), operation.indexes(), leaving, operation.deadline())));
        return Change.of(writes.toArray(new Write[0]));
    }

    private Change closing() {
        Instant until = situation.now().plus(situation.settings().operationDeadline());
        RollOutProgress closing = progress.to(Stage.CLOSING, situation.now());
        return Change.of(Write.put(operation.at(closing, view.meta(), List.of(), state.leaving(List.of()), until)));
    }

    private @Nullable Change begin(Supplier<Placer> placer) {
        RollOutBatch batch = new RollOutBatch(state);
        SortedSet<Integer> chosen = batch.choose();
        if (chosen.isEmpty()) {
            if (!operation.indexes().isEmpty()) {
                return put(view.assignments(), progress, List.of(), operation.lastSeen()); // it became good after all
            }
            return state.isOverdue() ? stuck("not all instances run", placer) : null;
        }
        Placements found = batch.place(chosen, placer.get());
        found.refused().forEach((index, why) -> pending.put(view.meta().containerName(index), why));
        boolean some = !found.placed().isEmpty() && (found.refused().isEmpty() || progress.back());
        if (some) {
            return put(
                    view.assignments().with(found.placed()),
                    progress.watching(situation.now()),
                    found.indexes(),
                    operation.lastSeen());
        }
        if (state.old().isEmpty() && operation.indexes().isEmpty()) {
            return closing(); // all that exist are new; the others get a node when there is room, as always
        }
        return state.isOverdue() ? stuck(found.refused().values().iterator().next(), placer) : null;
    }

    /** There is no instance to blame, so it is the meta that cannot go on. */
    private @Nullable Change stuck(String reason, Supplier<Placer> placer) {
        if (progress.back() || progress.policy().failureAction() == FailureAction.CONTINUE) {
            return null; // there is nothing else to try than to wait
        }
        RollOutProgress failing = progress.failing(view.meta().containerName(1), reason);
        return fail(failing, List.of(), placer);
    }

    private @Nullable Change watch(Supplier<Placer> placer) {
        List<Finding> good = new ArrayList<>();
        List<Finding> failed = new ArrayList<>();
        List<Finding> waiting = new ArrayList<>();
        sort(good, failed, waiting);
        if (!failed.isEmpty() && !progress.back() && progress.policy().failureAction() == FailureAction.ROLLBACK) {
            return end.goBack(failing(failed.get(0)));
        }
        if (!waiting.isEmpty() && !state.isOverdue()) {
            return isMonitored() ? note(progress.good(Instant.MAX, new TreeMap<>())) : null;
        }
        failed.addAll(waiting); // they had their time
        Duration monitor = progress.back() ? Duration.ZERO : progress.policy().monitor();
        if (!good.isEmpty() && !monitor.isZero()) {
            if (!isMonitored()) {
                return note(progress.good(situation.now(), starts(good)));
            }
            if (situation.now().isBefore(progress.goodSince().plus(monitor))) {
                return null;
            }
        }
        return failed.isEmpty() ? batchDone() : batchFailed(good, failed, placer);
    }

    private void sort(List<Finding> good, List<Finding> failed, List<Finding> waiting) {
        HealthGate gate = new HealthGate(situation);
        for (int index : operation.indexes()) {
            Instance instance = view.instances().get(index);
            if (instance != null) {
                Finding finding = gate.look(instance, progress);
                (finding.verdict() == Verdict.GOOD ? good : finding.verdict() == Verdict.FAILED ? failed : waiting)
                        .add(finding);
            }
        }
    }

    private boolean isMonitored() {
        return !progress.goodSince().equals(Instant.MAX);
    }

    private static SortedMap<Integer, String> starts(List<Finding> good) {
        SortedMap<Integer, String> starts = new TreeMap<>();
        for (Finding finding : good) {
            if (finding.instance().container() != null) {
                starts.put(
                        finding.index(), finding.instance().container().state().startedAt());
            }
        }
        return starts;
    }

    private Change note(RollOutProgress noted) {
        return put(view.assignments(), noted, operation.indexes(), operation.lastSeen());
    }

    private Change batchDone() {
        RollOutProgress done = isTouching() ? progress.touching() : progress;
        Duration delay = progress.back() ? Duration.ZERO : progress.policy().delay();
        return put(view.assignments(), done.next(situation.now().plus(delay), 0), List.of(), operation.lastSeen());
    }

    /** Beside old ones new ones disturb nobody; in their place only one that was never taken away is as it was. */
    private boolean isTouching() {
        return state.isStopFirst()
                && operation.indexes().stream()
                        .map(index -> view.instances().get(index))
                        .anyMatch(instance -> instance == null
                                || !progress.back()
                                || instance.assignment().containerId().isEmpty());
    }

    private Change batchFailed(List<Finding> good, List<Finding> failed, Supplier<Placer> placer) {
        boolean stays = progress.back() || progress.policy().failureAction() == FailureAction.CONTINUE;
        return stays ? tryAgain(good, failed) : fail(failing(failed.get(0)), failed, placer);
    }

    private Change tryAgain(List<Finding> good, List<Finding> failed) {
        int attempts = good.isEmpty() ? progress.attempts() + 1 : 0;
        Duration wait = good.isEmpty() ? backoff(attempts) : progress.policy().delay();
        RollOutProgress touched = isTouching() ? progress.touching() : progress;
        RollOutProgress noted = progress.back()
                ? touched
                : touched.failing(name(failed.get(0)), failed.get(0).reason());
        return put(
                view.assignments(),
                noted.next(situation.now().plus(wait), attempts),
                failed.stream().map(Finding::index).toList(),
                operation.lastSeen());
    }

    private static Duration backoff(int attempts) {
        Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(attempts - 1, 10));
        return wait.compareTo(LONGEST_BACKOFF) < 0 ? wait : LONGEST_BACKOFF;
    }

    private Change fail(RollOutProgress failing, List<Finding> failed, Supplier<Placer> placer) {
        return failing.policy().failureAction() == FailureAction.ROLLBACK
                ? end.goBack(failing)
                : end.hold(failing, failed, placer);
    }

    private RollOutProgress failing(Finding failed) {
        return progress.failing(name(failed), failed.reason());
    }

    private String name(Finding finding) {
        return view.meta().containerName(finding.index());
    }

    private @Nullable Change holding() {
        List<Finding> waiting = new ArrayList<>();
        sort(new ArrayList<>(), new ArrayList<>(), waiting);
        return waiting.isEmpty() || state.isOverdue()
                ? end.held(progress, view.assignments(), operation.lastSeen())
                : null;
    }

    private Change put(
            MetaAssignments assignments, RollOutProgress next, List<Integer> batch, List<HostedContainer> leaving) {
        Operation further = operation.at(next, view.meta(), batch, leaving, operation.deadline());
        return assignments.equals(view.assignments())
                ? Change.of(Write.put(further))
                : Change.of(Write.put(assignments), Write.put(further));
    }
}
