package io.humpback.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All assignments of one meta, one for each index. Immutable.
 *
 * @param lastIncarnation the highest incarnation ever given; a container of a higher one stems from a state that this
 *     store has not seen
 * @param lastEventNanos the time of the meta's last event in nanoseconds since 1970, 0 if it had none
 * @param assignments ordered by index
 * @param recovered how far they were rebuilt from containers; null if they never were
 */
public record MetaAssignments(
        MetaId metaId,
        long lastIncarnation,
        long lastEventNanos,
        List<Assignment> assignments,
        @Nullable Recovered recovered)
        implements Document {
    /** Copies the assignments in order and checks that no index occurs twice and none has a future incarnation. */
    public MetaAssignments {
        Checks.checkNotNegative("lastIncarnation", lastIncarnation);
        Checks.checkNotNegative("lastEventNanos", lastEventNanos);
        List<Assignment> sorted = new ArrayList<>(assignments);
        sorted.sort(null);
        int last = 0;
        for (Assignment assignment : sorted) {
            if (assignment.index() == last) {
                throw new IllegalArgumentException("index: " + last + " (expected: once)");
            }
            if (assignment.incarnation() > lastIncarnation) {
                throw new IllegalArgumentException(
                        "incarnation: " + assignment.incarnation() + " (expected: at most " + lastIncarnation + ")");
            }
            last = assignment.index();
        }
        assignments = List.copyOf(sorted);
    }

    /** Creates assignments that were never rebuilt from containers. */
    public MetaAssignments(MetaId metaId, long lastIncarnation, long lastEventNanos, List<Assignment> assignments) {
        this(metaId, lastIncarnation, lastEventNanos, assignments, null);
    }

    /** Returns these, rebuilt from containers as {@code found} says; no incarnation of that time is given again. */
    public MetaAssignments recovered(Recovered found) {
        return new MetaAssignments(
                metaId,
                Math.max(lastIncarnation, found.upTo()),
                lastEventNanos,
                assignments,
                recovered == null ? found : recovered.and(found));
    }

    /** Returns no assignments for a new meta. */
    public static MetaAssignments none(MetaId metaId) {
        return new MetaAssignments(metaId, 0, 0, List.of());
    }

    /** Returns these with {@code changed} added or put in the place of those with the same index. */
    public MetaAssignments with(Collection<Assignment> changed) {
        TreeMap<Integer, Assignment> byIndex = byIndex();
        long highest = lastIncarnation;
        for (Assignment assignment : changed) {
            byIndex.put(assignment.index(), assignment);
            highest = Math.max(highest, assignment.incarnation());
        }
        return new MetaAssignments(metaId, highest, lastEventNanos, List.copyOf(byIndex.values()), recovered);
    }

    /** Returns these without {@code indexes}, whose containers have then no reason to exist any more. */
    public MetaAssignments without(Set<Integer> indexes) {
        TreeMap<Integer, Assignment> byIndex = byIndex();
        byIndex.keySet().removeAll(indexes);
        return new MetaAssignments(metaId, lastIncarnation, lastEventNanos, List.copyOf(byIndex.values()), recovered);
    }

    /** Returns these after an event at {@code nanos}. */
    public MetaAssignments withLastEvent(long nanos) {
        return new MetaAssignments(metaId, lastIncarnation, nanos, assignments, recovered);
    }

    /** Returns the assignments by index. The map is the caller's. */
    public TreeMap<Integer, Assignment> byIndex() {
        TreeMap<Integer, Assignment> byIndex = new TreeMap<>();
        for (Assignment assignment : assignments) {
            byIndex.put(assignment.index(), assignment);
        }
        return byIndex;
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.ASSIGNMENTS, metaId.value());
    }
}
