package io.humpback.scheduler;

/** The cost of a node whose use should be that of the others. */
final class SquaredUse {
    private static final double MILLIS_OF_CORE = 1000;
    /** Counts as much as a core: machines have some gigabytes for each. */
    private static final double BYTES_OF_CORE = 4.0 * (1L << 30);

    private static final double CONTAINER = 0.001;

    private SquaredUse() {}

    static double cost(NodeView node) {
        return squared(node.reservedCpuMillis(), node.cpuMillis(), MILLIS_OF_CORE)
                + squared(node.reservedMemoryBytes(), node.memoryBytes(), BYTES_OF_CORE)
                + CONTAINER * node.containers() * node.containers();
    }

    private static double squared(long reserved, long capacity, double unit) {
        return reserved / unit * (reserved / (double) Math.max(1, capacity));
    }
}
