package io.humpback.scheduler;

/** A number from 0 to 1 that is mixed from the seed, the meta, the node and the number of its containers. */
record RandomWeight(long seed) implements RankingStrategy {
    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        long mixed = mix(seed + request.meta().value().hashCode());
        mixed = mix(mixed + node.id().value().hashCode());
        mixed = mix(mixed + node.containers());
        return (mixed >>> 11) * 0x1.0p-53;
    }

    /** The finaliser of SplitMix64: every bit of the input moves about half of the output's. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
