package io.humpback.scheduler;

/** The use of a node as a fraction of what it can take. */
final class Load {
    /** What the use of something is that the node has none of. Finite, so that sums stay so. */
    private static final double MOST = 1e6;

    private Load() {}

    static double use(double used, long capacity, double factor) {
        if (used == 0) {
            return 0;
        }
        double limit = capacity * factor;
        return limit < 1 ? MOST : Math.min(MOST, used / limit);
    }

    static double cpuAfter(PlacementRequest request, NodeView node, double factor) {
        return use((double) node.reservedCpuMillis() + request.resources().cpuMillis(), node.cpuMillis(), factor);
    }

    static double memoryAfter(PlacementRequest request, NodeView node, double factor) {
        return use((double) node.reservedMemoryBytes() + request.resources().memoryBytes(), node.memoryBytes(), factor);
    }
}
