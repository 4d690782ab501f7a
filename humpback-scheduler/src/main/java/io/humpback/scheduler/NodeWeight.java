package io.humpback.scheduler;

import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** A weight of the node alone. */
record NodeWeight(ToDoubleFunction<NodeView> weight) implements RankingStrategy {
    NodeWeight {
        Objects.requireNonNull(weight, "weight");
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        return weight.applyAsDouble(node);
    }

    @Override
    public boolean dependsOnNodeAlone() {
        return true;
    }
}
