package io.humpback.scheduler;

import java.util.List;

/** Use in millionths, then the number of containers in units far below: one number with the order of the pair. */
record LeastLoaded(double overcommit) implements RankingStrategy {
    private static final double STEPS = 1e6;
    private static final double CONTAINER = 1e-12;
    private static final int MAX_CONTAINERS = 999_999;

    LeastLoaded {
        Overcommit.check(overcommit);
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        double cpu = Load.cpuAfter(request, node, 1 + overcommit);
        double memory = Load.memoryAfter(request, node, 1 + overcommit);
        return Math.floor((cpu + memory) / 2 * STEPS) / STEPS + Math.min(node.containers(), MAX_CONTAINERS) * CONTAINER;
    }

    @Override
    public List<WeightPart> parts(PlacementRequest request, NodeView node) {
        return List.of(
                new WeightPart("use of CPU", Load.cpuAfter(request, node, 1 + overcommit)),
                new WeightPart("use of memory", Load.memoryAfter(request, node, 1 + overcommit)),
                new WeightPart("containers", node.containers()));
    }
}
