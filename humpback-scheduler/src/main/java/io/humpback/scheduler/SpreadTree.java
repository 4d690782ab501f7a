package io.humpback.scheduler;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many instances of a meta each value of the spread labels has: of the first label, then of the second within it, and
 * so on. Nodes without a label form a value of their own; values are compared without case.
 */
final class SpreadTree {
    private static final class Domain {
        private int instances;
        private final Map<String, Domain> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private final LabelKey[] levels;
    private final Domain root = new Domain();

    /** Counts the instances of the request's meta on the nodes that it considers. */
    SpreadTree(Rules rules, PlacementRequest request, NodeEntry[] nodes, int count) {
        levels = request.prepared().preferences;
        for (int i = 0; levels.length > 0 && i < count; i++) {
            int instances = nodes[i].instancesOf(request.meta());
            if (instances > 0 && rules.considers(request, nodes[i])) {
                add(nodes[i], instances);
            }
        }
    }

    int levels() {
        return levels.length;
    }

    LabelKey label(int level) {
        return levels[level];
    }

    void add(NodeView node, int instances) {
        Domain domain = root;
        for (LabelKey level : levels) {
            domain = domain.parts.computeIfAbsent(value(level, node), value -> new Domain());
            domain.instances += instances;
        }
    }

    /** Writes the number of instances beside which one on {@code node} would be, level by level. */
    void count(NodeView node, int[] into) {
        Domain domain = root;
        for (int i = 0; i < levels.length; i++) {
            domain = domain == null ? null : domain.parts.get(value(levels[i], node));
            into[i] = domain == null ? 0 : domain.instances;
        }
    }

    private static String value(LabelKey level, NodeView node) {
        @Nullable String value = level.valueAt(node);
        return value == null ? "" : value;
    }
}
