package io.humpback.core;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far the assignments of a meta were rebuilt from containers. Whoever rebuilds sees only what answers then: a container
 * made in that time under an index that nobody found was never released by any commit that is known. Immutable.
 *
 * @param above the last incarnation before that time, 0 for none
 * @param upTo the last incarnation of that time
 * @param indexes what was found
 */
public record Recovered(long above, long upTo, Set<Integer> indexes) {
    /** Copies the indexes in order, and checks the range. */
    public Recovered {
        Checks.checkNotNegative("above", above);
        if (upTo < above) {
            throw new IllegalArgumentException("upTo: " + upTo + " (expected: at least " + above + ")");
        }
        indexes = Collections.unmodifiableSortedSet(new TreeSet<>(indexes));
    }

    /** Returns whether it is not known why a container of this index and incarnation has no assignment. */
    public boolean leavesOpen(int index, long incarnation) {
        return incarnation > above && incarnation <= upTo && !indexes.contains(index);
    }

    /** Returns this, gone on with a further recovery. */
    public Recovered and(Recovered later) {
        Set<Integer> all = new TreeSet<>(indexes);
        all.addAll(later.indexes());
        return new Recovered(Math.min(above, later.above()), Math.max(upTo, later.upTo()), all);
    }
}
