package io.humpback.scheduler.testing;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.scheduler.ClusterSnapshot;
import io.humpback.scheduler.NodeView;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** Assertions about a {@link ClusterSnapshot}; each returns itself, so that they chain. */
public final class ClusterAssert {
    private final ClusterSnapshot actual;

    ClusterAssert(ClusterSnapshot actual) {
        this.actual = actual;
    }

    /** Verifies that {@code count} instances of {@code meta} are on the node with this id. */
    public ClusterAssert hosts(String node, String meta, int count) {
        NodeView view = actual.node(NodeId.of(node))
                .orElseThrow(() -> new AssertionError("expected a node " + node + ", but there is none"));
        int found = view.instancesOf(MetaId.of(meta));
        if (found != count) {
            throw new AssertionError("expected " + count + " of " + meta + " on " + node + ", but there are " + found
                    + ": " + counts(MetaId.of(meta)));
        }
        return this;
    }

    /** Verifies that the cluster has the same nodes with the same reservations as {@code expected}. */
    public ClusterAssert isEqualTo(ClusterSnapshot expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError("expected " + expected + ", but it is " + actual);
        }
        return this;
    }

    /** Verifies that the numbers of instances of {@code meta} on any two nodes differ by at most one. */
    public ClusterAssert spreadsEvenly(String meta) {
        MetaId id = MetaId.of(meta);
        int most =
                actual.nodes().stream().mapToInt(n -> n.instancesOf(id)).max().orElse(0);
        int least =
                actual.nodes().stream().mapToInt(n -> n.instancesOf(id)).min().orElse(0);
        if (most - least > 1) {
            throw new AssertionError("expected an even spread of " + meta + ", but it is " + counts(id));
        }
        return this;
    }

    /** Verifies that nothing is reserved beyond capacity x (1 + overcommit), nor an extended resource beyond capacity. */
    public ClusterAssert isWithinCapacity(double overcommit) {
        BigDecimal factor = BigDecimal.ONE.add(BigDecimal.valueOf(overcommit));
        for (NodeView node : actual.nodes()) {
            check(node, "CPU", node.reservedCpuMillis(), node.cpuMillis(), factor);
            check(node, "memory", node.reservedMemoryBytes(), node.memoryBytes(), factor);
        }
        actual.reservations().stream()
                .flatMap(r -> r.request().resources().extended().keySet().stream())
                .distinct()
                .forEach(name -> actual.nodes()
                        .forEach(node ->
                                check(node, name, node.reservedOf(name), node.capacityOf(name), BigDecimal.ONE)));
        return this;
    }

    private static void check(NodeView node, String what, long reserved, long capacity, BigDecimal factor) {
        BigDecimal limit = BigDecimal.valueOf(capacity).multiply(factor);
        if (BigDecimal.valueOf(reserved).compareTo(limit) > 0) {
            throw new AssertionError("expected at most " + limit + " of " + what + " reserved on " + node.id()
                    + ", but it is " + reserved);
        }
    }

    private Map<NodeId, Integer> counts(MetaId meta) {
        Map<NodeId, Integer> counts = new TreeMap<>();
        actual.nodes().forEach(node -> counts.put(node.id(), node.instancesOf(meta)));
        return counts;
    }
}
