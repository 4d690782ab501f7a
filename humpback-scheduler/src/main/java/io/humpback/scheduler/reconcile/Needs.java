package io.humpback.scheduler.reconcile;

import io.humpback.core.Cause;
import io.humpback.core.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which instances of one meta look for a node, and why.
 *
 * @param again instances of an open operation that have to try another node
 * @param migrate instances whose node has been dead for the delay and that the storm guard lets go
 * @param recover instances whose container is gone, and wanted ones that have no node
 */
record Needs(SortedSet<Integer> again, SortedSet<Integer> migrate, SortedSet<Integer> recover) {
    static Needs of(Situation situation, MetaView view, List<Operation> open) {
        Needs needs = new Needs(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        Set<Integer> starting = new HashSet<>();
        boolean rollingOut = false;
        for (Operation operation : open) {
            if (operation.cause() != Cause.OPERATE) {
                starting.addAll(operation.indexes());
            }
            rollingOut |= RollOut.isActive(operation);
        }
        for (Instance instance : view.instances().values()) {
            needs.add(
                    situation, instance, starting.contains(instance.assignment().index()));
        }
        // How many there are to be of which configuration a roll-out decides by itself.
        if (view.meta().options().recovery() && !rollingOut) {
            for (int index : view.unassigned()) {
                if (!starting.contains(index)
                        && situation
                                .calls()
                                .mayTryAnew(new InstanceKey(view.meta().id(), index), situation.now())) {
                    needs.recover.add(index);
                }
            }
        }
        return needs;
    }

    private void add(Situation situation, Instance instance, boolean starting) {
        int index = instance.assignment().index();
        if (mayMigrate(situation, instance)) {
            (starting ? again : migrate).add(index);
        } else if (instance.presence() == Instance.Presence.ABSENT) {
            CallMemory calls = situation.calls();
            if (starting) {
                boolean refused = calls.wasRefused(instance.callKey())
                        && calls.refusals(instance.key())
                                <= situation.settings().createRetry();
                if (refused || !instance.assignment().containerId().isEmpty()) {
                    again.add(index);
                }
            } else if (instance.meta().options().recovery() && calls.mayTryAnew(instance.key(), situation.now())) {
                recover.add(index);
            }
        }
    }

    /** The guard counts from committed moments and commits whose turn it is, so both go on under another leader. */
    private static boolean mayMigrate(Situation situation, Instance instance) {
        return instance.isNodeDown()
                && situation.observed().complete()
                && situation
                        .committed()
                        .guard(instance.meta().groupId())
                        .mayLeave(instance.assignment().node())
                && Leash.hasSurelyEnded(situation, instance);
    }

    SortedSet<Integer> all() {
        SortedSet<Integer> all = new TreeSet<>(again);
        all.addAll(migrate);
        all.addAll(recover);
        return all;
    }
}
