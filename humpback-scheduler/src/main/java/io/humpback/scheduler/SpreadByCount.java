package io.humpback.scheduler;

/** The number of containers. */
final class SpreadByCount implements RankingStrategy {
    static final SpreadByCount INSTANCE = new SpreadByCount();

    private static final double CONTAINER = 0.01;

    private SpreadByCount() {}

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        return node.containers() * CONTAINER;
    }

    @Override
    public boolean dependsOnNodeAlone() {
        return true;
    }

    @Override
    public String toString() {
        return "SpreadByCount";
    }
}
