package io.humpback.scheduler;

import io.humpback.core.Checks;
import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells how many nodes a cluster lacks, or could do without, by trying. Never changes the cluster. Immutable, safe for use
 * by several threads.
 */
public final class Sizing {
    private final Scheduler scheduler;
    private final ClusterSnapshot cluster;

    Sizing(Scheduler scheduler, ClusterSnapshot cluster) {
        this.scheduler = scheduler;
        this.cluster = cluster;
    }

    /**
     * Returns for each shape how many nodes of it would make {@code pending} fit beside what is reserved, as this scheduler
     * would place it. The new nodes count as considered by every request, whatever its {@code within} says. Costs at most
     * about {@code maxNodes + pending} placements of each request.
     *
     * @param shapes what such a node would offer; its id becomes a prefix
     * @param maxNodes where to stop, zero or more
     */
    public List<SizingHint> hints(List<PlacementRequest> pending, List<NodeOffer> shapes, int maxNodes) {
        Checks.checkNotNegative("maxNodes", maxNodes);
        return shapes.stream().map(shape -> hint(pending, shape, maxNodes)).toList();
    }

    private SizingHint hint(List<PlacementRequest> pending, NodeOffer shape, int maxNodes) {
        Set<NodeId> added = new HashSet<>();
        List<PlacementRequest> rest =
                pending.stream().map(request -> reaching(request, added)).toList();
        NodeTable table = cluster.table();
        rest = unplaced(rest, table);
        int nodes = 0;
        while (!rest.isEmpty() && nodes < maxNodes) {
            add(shape, nodes, table, added);
            List<PlacementRequest> still = unplaced(rest, table);
            if (still.size() == rest.size()) {
                break; // one more of the same would not help either
            }
            rest = still;
            nodes++;
        }
        if (rest.isEmpty()) {
            while (nodes < maxNodes && !atOnce(pending, shape, nodes).isEmpty()) {
                nodes++; // what was placed does not move, so that at once may take more than one by one, or less
            }
            List<String> missing = atOnce(pending, shape, nodes);
            return new SizingHint(shape, missing.isEmpty() ? fewest(pending, shape, nodes) : nodes, missing);
        }
        return new SizingHint(shape, nodes, reasons(rest, table));
    }

    /** Returns the lowest number that does of those that halving {@code enough}, which does, comes across. */
    private int fewest(List<PlacementRequest> pending, NodeOffer shape, int enough) {
        int low = 0;
        int high = enough;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (atOnce(pending, shape, middle).isEmpty()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    /** Returns what would be missing if this many nodes joined at once. */
    private List<String> atOnce(List<PlacementRequest> pending, NodeOffer shape, int nodes) {
        Set<NodeId> added = new HashSet<>();
        NodeTable table = cluster.table();
        for (int i = 0; i < nodes; i++) {
            add(shape, i, table, added);
        }
        return reasons(
                unplaced(
                        pending.stream()
                                .map(request -> reaching(request, added))
                                .toList(),
                        table),
                table);
    }

    private List<String> reasons(List<PlacementRequest> missing, NodeTable table) {
        if (missing.isEmpty()) {
            return List.of();
        }
        ClusterSnapshot after = table.snapshot();
        return missing.stream()
                .map(request ->
                        request + ": " + scheduler.explain(request, after).summary())
                .toList();
    }

    private static PlacementRequest reaching(PlacementRequest request, Set<NodeId> added) {
        return request.toBuilder()
                .within(node -> added.contains(node) || request.within().test(node))
                .build();
    }

    private static void add(NodeOffer shape, int number, NodeTable table, Set<NodeId> added) {
        int suffix = number + 1;
        NodeId id = NodeId.of(shape.id() + "-" + suffix);
        while (table.contains(id)) {
            id = NodeId.of(id + "-" + suffix);
        }
        table.insert(shape.withId(id));
        added.add(id);
    }

    private List<PlacementRequest> unplaced(List<PlacementRequest> requests, NodeTable table) {
        List<PlacementRequest> refused = new ArrayList<>();
        for (PlacementRequest request : requests) {
            if (!scheduler.place(request, table).isPlaced()) {
                refused.add(request);
            }
        }
        return refused;
    }

    /**
     * Returns nodes that could leave, all of them, with every instance finding another node. Tries those with the fewest
     * instances first; costs a placement for each instance of each node.
     */
    public List<NodeId> removable() {
        ClusterSnapshot rest = cluster;
        List<NodeId> removable = new ArrayList<>();
        List<NodeView> candidates = new ArrayList<>(cluster.nodes());
        candidates.sort(Comparator.comparing(NodeView::instances).thenComparing(NodeView::id));
        for (NodeView candidate : candidates) {
            Relocation without = scheduler.whatIf(rest).leaves(candidate.id());
            if (without.isComplete()) {
                removable.add(candidate.id());
                rest = without.after();
            }
        }
        return removable;
    }
}
