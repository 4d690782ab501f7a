package io.humpback.scheduler;

/** Use in millionths, then the number of containers as a fraction below one: one number with the order of the pair. */
record LeastLoaded(double overcommit) implements RankingStrategy {
    private static final double STEPS = 1e6;
    private static final int MAX_CONTAINERS = 999_999;

    LeastLoaded {
        ResourceFilter.checkOvercommit(overcommit);
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        double cpu = use(node.reservedCpuMillis(), request.resources().cpuMillis(), node.cpuMillis());
        double memory = use(node.reservedMemoryBytes(), request.resources().memoryBytes(), node.memoryBytes());
        return Math.floor((cpu + memory) / 2 * STEPS) + Math.min(node.containers(), MAX_CONTAINERS) / STEPS;
    }

    private double use(long reserved, long wanted, long capacity) {
        double used = (double) reserved + wanted;
        return used == 0 ? 0 : used / Math.max(1, capacity * (1 + overcommit));
    }
}
