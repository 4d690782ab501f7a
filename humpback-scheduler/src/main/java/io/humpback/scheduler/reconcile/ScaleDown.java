package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.MetaAssignments;
import io.humpback.core.NodeId;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Chooses which instances go when there are to be fewer. */
public final class ScaleDown {
    private ScaleDown() {}

    /**
     * Returns the indexes of {@code count} instances, one after the other from the node that then has the most of them,
     * each time the highest index; between nodes with as many, the one that has the highest index.
     */
    public static Set<Integer> choose(MetaAssignments assignments, int count) {
        Map<NodeId, NavigableSet<Integer>> byNode = new TreeMap<>();
        for (Assignment assignment : assignments.assignments()) {
            byNode.computeIfAbsent(assignment.node(), node -> new TreeSet<>()).add(assignment.index());
        }
        Set<Integer> chosen = new TreeSet<>();
        while (chosen.size() < count && !byNode.isEmpty()) {
            NavigableSet<Integer> fullest = byNode.values().stream()
                    .max((a, b) -> a.size() != b.size()
                            ? Integer.compare(a.size(), b.size())
                            : Integer.compare(a.last(), b.last()))
                    .orElseThrow();
            chosen.add(fullest.pollLast());
            byNode.values().removeIf(Set::isEmpty);
        }
        return chosen;
    }
}
