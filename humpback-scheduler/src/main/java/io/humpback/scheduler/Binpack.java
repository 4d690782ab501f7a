package io.humpback.scheduler;

import java.util.List;

/** What is left of CPU and memory after the placement, so that the fullest node has the lowest weight. */
record Binpack(double overcommit) implements RankingStrategy {
    Binpack {
        Overcommit.check(overcommit);
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        double cpu = Load.cpuAfter(request, node, 1 + overcommit);
        double memory = Load.memoryAfter(request, node, 1 + overcommit);
        return 1 - (cpu + memory) / 2;
    }

    @Override
    public List<WeightPart> parts(PlacementRequest request, NodeView node) {
        return List.of(
                new WeightPart("CPU left", 1 - Load.cpuAfter(request, node, 1 + overcommit)),
                new WeightPart("memory left", 1 - Load.memoryAfter(request, node, 1 + overcommit)));
    }
}
