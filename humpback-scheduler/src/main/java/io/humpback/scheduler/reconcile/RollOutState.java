package io.humpback.scheduler.reconcile;

import io.humpback.core.HostedContainer;
import io.humpback.core.Operation;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a roll-out has to go by: which instances are new, which are old, and how many may be missed. */
final class RollOutState {
    private final Situation situation;
    private final MetaView view;
    private final Operation operation;
    private final RollOutProgress progress;
    private final List<Instance> fresh = new ArrayList<>();
    private final List<Instance> old = new ArrayList<>();

    RollOutState(Situation situation, MetaView view, Operation operation, RollOutProgress progress) {
        this.situation = situation;
        this.view = view;
        this.operation = operation;
        this.progress = progress;
        for (Instance instance : view.instances().values()) {
            boolean isNew = instance.assignment().specVersion() == view.meta().specVersion();
            (isNew ? fresh : old).add(instance);
        }
        // What does not run is missed by nobody, so it goes first.
        old.sort(Comparator.comparing(RollOutState::isRunning)
                .thenComparing(instance -> instance.assignment().index()));
    }

    /** Returns whether an instance is known to be as it is wanted. */
    static boolean isRunning(Instance instance) {
        return instance.isNodeUsable() && instance.isSatisfied();
    }

    Situation situation() {
        return situation;
    }

    MetaView view() {
        return view;
    }

    Operation operation() {
        return operation;
    }

    RollOutProgress progress() {
        return progress;
    }

    /** Returns the old instances, those that do not run first, then by index. */
    List<Instance> old() {
        return old;
    }

    boolean isStopFirst() {
        return progress.policy().order() == RollOutPolicy.Order.STOP_FIRST;
    }

    /** Returns how many new instances have no assignment yet; negative if there are too many. */
    int missing() {
        return view.meta().instances() - fresh.size();
    }

    /** Returns whether every assignment is as the roll-out wants it in the end. */
    boolean isComplete() {
        return old.isEmpty() && missing() == 0 && operation.indexes().isEmpty();
    }

    int batchSize() {
        return progress.policy()
                .batchSize(progress.policy().order(), view.meta().instances());
    }

    /** Returns the new instances that are wanted and do not run; one that nobody restores is not wanted. */
    Set<Integer> down() {
        return indexes(fresh.stream()
                .filter(instance -> !isRunning(instance) && !isGivenAway(instance))
                .toList());
    }

    private boolean isGivenAway(Instance instance) {
        return !view.meta().options().recovery() && instance.presence() == Instance.Presence.ABSENT;
    }

    /**
     * Returns the old instances that are missed by nobody: as many as new ones run beyond what is still needed. On the
     * way back also those that do not run, since they do nobody any good.
     */
    List<Instance> releasable() {
        boolean proven = progress.back()
                || view.meta().instances() == 0
                || (isStopFirst() ? missing() <= 0 : fresh.size() > down().size());
        if (!proven) {
            return List.of();
        }
        int surplus = old.size() + fresh.size() - down().size() - view.meta().instances();
        int useless = 0;
        if (progress.back() && !isStopFirst()) {
            useless = (int) old.stream().filter(one -> !isRunning(one)).count();
        }
        return old.subList(0, Math.max(0, Math.min(old.size(), Math.max(surplus, useless))));
    }

    /** Returns the old instances that are missed by nobody though the new ones at {@code failed} do not count. */
    List<Instance> replacedBeside(Set<Integer> failed) {
        long running = fresh.stream()
                .filter(instance -> isRunning(instance)
                        && !failed.contains(instance.assignment().index()))
                .count();
        long surplus = old.size() + running - view.meta().instances();
        return running == 0 ? List.of() : old.subList(0, (int) Math.max(0, Math.min(old.size(), surplus)));
    }

    /** Returns whether what is awaited has had all the time that it may take. */
    boolean isOverdue() {
        return !situation.now().isBefore(progress.since().plus(progress.policy().patience()));
    }

    /** Returns the containers that are still to go once those of {@code released} shall go too. */
    List<HostedContainer> leaving(Collection<Instance> released) {
        List<HostedContainer> leaving = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (HostedContainer seen : operation.lastSeen()) {
            boolean settled =
                    OperationItem.ofRemoval(operation, seen, situation).settled();
            if (!settled && ids.add(seen.container().id())) {
                leaving.add(seen);
            }
        }
        for (Instance instance : released) {
            HostedContainer hosted = instance.hosted();
            if (hosted != null && ids.add(hosted.container().id())) {
                leaving.add(hosted);
            }
        }
        return leaving;
    }

    static Set<Integer> indexes(Collection<Instance> instances) {
        Set<Integer> indexes = new HashSet<>();
        instances.forEach(instance -> indexes.add(instance.assignment().index()));
        return indexes;
    }
}
