package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.RunGoal;
import io.humpback.scheduler.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where instances of one meta go: new incarnations of those that found a node, and the reasons of the others.
 *
 * @param placed ordered by index
 * @param refused the scheduler's words, by index
 */
public record Placements(List<Assignment> placed, SortedMap<Integer, String> refused) {
    /** Copies the collections. */
    public Placements {
        placed = List.copyOf(placed);
        refused = new TreeMap<>(refused);
    }

    /** Returns nodes for {@code indexes} of {@code meta}. An index keeps the goal and the configuration that it has. */
    public static Placements of(Placer placer, Meta meta, MetaAssignments assignments, Collection<Integer> indexes) {
        return of(placer, meta, meta.specVersion(), RunGoal.RUNNING, assignments, indexes);
    }

    /**
     * As above, with the configuration of {@code freshVersion} for an index that has none, or none that is known, and
     * {@code freshGoal} for one that has none.
     */
    static Placements of(
            Placer placer,
            Meta meta,
            long freshVersion,
            RunGoal freshGoal,
            MetaAssignments assignments,
            Collection<Integer> indexes) {
        List<Assignment> placed = new ArrayList<>();
        SortedMap<Integer, String> refused = new TreeMap<>();
        SortedMap<Integer, Assignment> before = assignments.byIndex();
        long incarnation = assignments.lastIncarnation();
        for (int index : new TreeSet<>(indexes)) {
            Assignment old = before.get(index);
            long version = old != null && meta.knowsSpec(old.specVersion()) ? old.specVersion() : freshVersion;
            Decision decision = placer.place(meta, version, index);
            if (decision instanceof Decision.Placed at) {
                RunGoal goal = old == null ? freshGoal : old.goal();
                placed.add(Assignment.of(index, ++incarnation, at.node(), version, goal));
            } else if (decision instanceof Decision.Refused no) {
                refused.put(index, no.summary());
            }
        }
        return new Placements(placed, refused);
    }

    /** Returns the indexes that found a node. */
    public List<Integer> indexes() {
        return placed.stream().map(Assignment::index).toList();
    }
}
