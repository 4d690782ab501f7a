package io.humpback.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is compared between nodes, first to last: past failures, instances with the same spread labels, instances of the
 * meta, soft affinities, and the strategy's weight. Equal ranks keep the order of the nodes' ids. Filled anew for each
 * node, so that a scan needs two of them and no more.
 */
final class Rank implements Comparable<Rank> {
    private final Rules rules;
    private final PlacementRequest request;
    private final SpreadTree spread;
    private final int[] domains;
    private double penalty;
    private int instances;
    private double affinity;
    private double weight;

    Rank(Rules rules, PlacementRequest request, SpreadTree spread) {
        this.rules = rules;
        this.request = request;
        this.spread = spread;
        this.domains = new int[spread.levels()];
    }

    void fill(NodeView node) {
        fillWishes(node);
        weight = rules.weight(request, node) + 0.0; // -0.0 becomes 0.0: they are the same weight
    }

    /** Fills all but the weight. */
    void fillWishes(NodeView node) {
        Double found = request.penalties().get(node.id());
        penalty = found == null ? 0 : found;
        spread.count(node, domains);
        instances = rules.spreadsInstances ? node.instancesOf(request.meta()) : 0;
        affinity = 0;
        for (Affinity wish : request.prepared().soft) {
            if (!wish.isSatisfiedBy(node)) {
                affinity += wish.weight();
            }
        }
    }

    int compareWishes(Rank other) {
        int order = Double.compare(penalty, other.penalty);
        for (int i = 0; order == 0 && i < domains.length; i++) {
            order = Integer.compare(domains[i], other.domains[i]);
        }
        order = order != 0 ? order : Integer.compare(instances, other.instances);
        return order != 0 ? order : Double.compare(affinity, other.affinity);
    }

    @Override
    public int compareTo(Rank other) {
        int order = compareWishes(other);
        return order != 0 ? order : Double.compare(weight, other.weight);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rank rank && compareTo(rank) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(weight);
    }

    double weight() {
        return weight;
    }

    /** Returns what stands before the weight and is not zero. */
    List<WeightPart> wishes(NodeView node) {
        List<WeightPart> parts = new ArrayList<>();
        if (penalty > 0) {
            parts.add(new WeightPart("failures lately", penalty));
        }
        for (int i = 0; i < domains.length; i++) {
            String value = spread.label(i).valueAt(node);
            String name = spread.label(i).text() + (value == null ? " missing" : "=" + value);
            parts.add(new WeightPart("instances with " + name, domains[i]));
        }
        if (instances > 0) {
            parts.add(new WeightPart("instances of " + request.meta(), instances));
        }
        if (affinity > 0) {
            parts.add(new WeightPart("wishes not met", affinity));
        }
        return parts;
    }
}
