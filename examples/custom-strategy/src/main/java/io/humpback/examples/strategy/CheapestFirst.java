package io.humpback.examples.strategy;

import io.humpback.scheduler.NodeView;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import java.util.Map;

/**
 * Takes the cheapest machine first: each node has a label with its tariff, and the configuration says what a tariff
 * costs. A node without a known tariff costs most.
 *
 * @param prices by tariff, in cents for an hour
 */
public record CheapestFirst(Map<String, Double> prices) implements RankingStrategy {
    private static final double UNKNOWN = 1e6;

    /** Copies {@code prices} and checks that each is a finite number. */
    public CheapestFirst {
        prices = Map.copyOf(prices);
        prices.forEach((tariff, price) -> {
            if (!Double.isFinite(price)) {
                throw new IllegalArgumentException(tariff + ": " + price + " (expected: a finite price)");
            }
        });
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        Double price = prices.get(tariff(node));
        return price == null ? UNKNOWN : price;
    }

    /** As an operator labelled the node, else as its engine is labelled. */
    private static String tariff(NodeView node) {
        return node.labels().getOrDefault("tariff", node.node().facts().labels().getOrDefault("tariff", ""));
    }

    @Override
    public boolean dependsOnNodeAlone() {
        return true;
    }
}
