package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.MetaAssignments;
import io.humpback.core.NodeId;
import io.humpback.core.RunGoal;
import io.humpback.scheduler.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Chooses the instances that a roll-out begins next, and where they go. */
final class RollOutBatch {
    private final RollOutState state;
    private final MetaView view;

    RollOutBatch(RollOutState state) {
        this.state = state;
        this.view = state.view();
    }

    /** Returns the indexes of the next batch: what failed and is tried again, and as many more as are allowed. */
    SortedSet<Integer> choose() {
        SortedSet<Integer> chosen = new TreeSet<>(failed());
        return state.isStopFirst() ? inPlace(chosen) : beside(chosen);
    }

    private List<Integer> failed() {
        HealthGate gate = new HealthGate(state.situation());
        List<Integer> failed = new ArrayList<>();
        for (int index : state.operation().indexes()) {
            Instance instance = view.instances().get(index);
            if (instance != null && gate.look(instance, state.progress()).verdict() != HealthGate.Verdict.GOOD) {
                failed.add(index);
            }
        }
        return failed;
    }

    private SortedSet<Integer> beside(SortedSet<Integer> chosen) {
        addFree(chosen, Math.min(state.batchSize(), state.missing()));
        return chosen;
    }

    /**
     * Never more than a batch's size is down: what is down already counts. What is out of reach is left to whoever moves
     * it off a dead node.
     */
    private SortedSet<Integer> inPlace(SortedSet<Integer> chosen) {
        Set<Integer> down = new HashSet<>(chosen);
        down.addAll(state.down());
        List<Instance> within =
                state.old().stream().filter(Instance::isNodeUsable).toList();
        int outOfReach = state.old().size() - within.size();
        int room = Math.min(state.batchSize() - down.size() - outOfReach, state.missing());
        for (Instance old : within.subList(0, Math.max(0, Math.min(room, within.size())))) {
            chosen.add(old.assignment().index());
        }
        addFree(chosen, room - within.size());
        return chosen;
    }

    private void addFree(SortedSet<Integer> chosen, int count) {
        int left = count;
        for (int index = 1; left > 0; index++) {
            if (!view.instances().containsKey(index)) {
                chosen.add(index);
                left--;
            }
        }
    }

    /** Returns where {@code indexes} go, with the present configuration. */
    Placements place(Collection<Integer> indexes, Placer placer) {
        return place(indexes, view.meta().specVersion(), placer);
    }

    /** Returns where {@code indexes} go, each with the configuration of {@code specVersion}. */
    Placements place(Collection<Integer> indexes, long specVersion, Placer placer) {
        List<Assignment> placed = new ArrayList<>();
        SortedMap<Integer, String> refused = new TreeMap<>();
        MetaAssignments assignments = view.assignments();
        long incarnation = assignments.lastIncarnation();
        int replaced = 0;
        for (int index : new TreeSet<>(indexes)) {
            Instance now = view.instances().get(index);
            RunGoal goal = now == null ? goalOf(replaced++) : now.assignment().goal();
            Decision decision =
                    now == null ? placer.place(view.meta(), specVersion, index) : again(now, specVersion, placer);
            if (decision instanceof Decision.Placed at) {
                placed.add(Assignment.of(index, ++incarnation, at.node(), specVersion, goal));
            } else if (decision instanceof Decision.Refused && isRetryInPlace(now)) {
                placed.add(Assignment.of(index, ++incarnation, nodeOf(now), specVersion, goal));
            } else if (decision instanceof Decision.Refused no) {
                refused.put(index, no.summary());
            }
        }
        return new Placements(placed, refused);
    }

    /** A stop stays a stop: each new instance takes over the goal of the old one that goes for it. */
    private RunGoal goalOf(int position) {
        return position < state.old().size()
                ? state.old().get(position).assignment().goal()
                : RunGoal.RUNNING;
    }

    /** On its own node if that works: the image may be new there, but all else that it needs is known to be there. */
    private static Decision again(Instance instance, long specVersion, Placer placer) {
        placer.vacate(instance);
        NodeId own = instance.assignment().node();
        Decision decision = instance.isNodeUsable()
                ? placer.place(
                        instance.meta(), specVersion, instance.assignment().index(), own)
                : placer.place(
                        instance.meta(), specVersion, instance.assignment().index());
        if (decision instanceof Decision.Refused && instance.isNodeUsable()) {
            decision = placer.place(
                    instance.meta(), specVersion, instance.assignment().index());
        }
        if (decision instanceof Decision.Refused) {
            placer.reoccupy(instance);
        }
        return decision;
    }

    /** What it needs on its node may be held by its own predecessor, which goes for it. */
    private boolean isRetryInPlace(@Nullable Instance instance) {
        return instance != null
                && instance.isNodeUsable()
                && state.operation().indexes().contains(instance.assignment().index());
    }

    private static NodeId nodeOf(@Nullable Instance instance) {
        if (instance == null) {
            throw new IllegalStateException("instance: none (expected: one in place)");
        }
        return instance.assignment().node();
    }
}
