package io.humpback.scheduler;

import java.util.List;

/** The measured use mixed with the reserved use, each after the placement. */
record MeasuredLoad(double share) implements RankingStrategy {
    MeasuredLoad {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0-1)");
        }
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        return share * measured(request, node) + (1 - share) * reserved(request, node);
    }

    @Override
    public List<WeightPart> parts(PlacementRequest request, NodeView node) {
        return List.of(
                new WeightPart("measured use", measured(request, node)),
                new WeightPart("reserved use", reserved(request, node)));
    }

    private static double reserved(PlacementRequest request, NodeView node) {
        return (Load.cpuAfter(request, node, 1) + Load.memoryAfter(request, node, 1)) / 2;
    }

    private static double measured(PlacementRequest request, NodeView node) {
        if (node.measuredCpuMillis() == NodeView.UNKNOWN) {
            return reserved(request, node);
        }
        double cpu = (double) node.measuredCpuMillis() + request.resources().cpuMillis();
        double memory =
                (double) node.measuredMemoryBytes() + request.resources().memoryBytes();
        return (Load.use(cpu, node.cpuMillis(), 1) + Load.use(memory, node.memoryBytes(), 1)) / 2;
    }
}
