package io.humpback.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides on which node an instance runs: filters veto nodes, the ranking strategy weighs the rest, the lowest weight
 * wins. Keeps no state of the cluster, so it is immutable and safe for use by several threads, each with a
 * {@link ClusterState} of its own.
 */
public final class Scheduler {
    /** The default of how much more than a node's capacity may be reserved, as the original has it. */
    public static final double DEFAULT_OVERCOMMIT = 0.08;

    private final List<NodeFilter> filters;
    private final RankingStrategy ranking;

    private Scheduler(Builder builder) {
        List<NodeFilter> all = new ArrayList<>(builder.filters);
        all.add(NodeFilter.resources(builder.overcommit));
        filters = List.copyOf(all);
        ranking = builder.ranking == null ? RankingStrategy.leastLoaded(builder.overcommit) : builder.ranking;
    }

    /** Returns a builder with the built-in filters and the strategy {@link RankingStrategy#leastLoaded}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns where {@code request} goes, and reserves it there in {@code cluster}; or why it goes nowhere. The answer
     * does not depend on the order in which nodes joined. Costs one look at every node.
     */
    public Decision place(PlacementRequest request, ClusterState cluster) {
        Map<Veto, Integer> vetoes = new HashMap<>();
        NodeEntry best = null;
        Rank bestRank = null;
        for (NodeEntry node : cluster.entries()) {
            if (!request.within().test(node.node().id())) {
                continue;
            }
            Veto veto = veto(request, node);
            if (veto != null) {
                vetoes.merge(veto, 1, Integer::sum);
                continue;
            }
            Rank rank = rank(request, node);
            if (bestRank == null || rank.compareTo(bestRank) < 0) {
                best = node;
                bestRank = rank;
            }
        }
        if (best == null) {
            return new Decision.Refused(vetoes);
        }
        best.reserve(request.meta(), request.resources(), request.fixedPorts());
        return new Decision.Placed(best.node().id());
    }

    private @Nullable Veto veto(PlacementRequest request, NodeView node) {
        for (int i = 0; i < filters.size(); i++) {
            Veto veto = filters.get(i).veto(request, node);
            if (veto != null) {
                return veto;
            }
        }
        return null;
    }

    private Rank rank(PlacementRequest request, NodeView node) {
        double weight = ranking.weigh(request, node);
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("weight: " + weight + ", node="
                    + node.node().id() + ", strategy=" + ranking + " (expected: a finite number)");
        }
        return new Rank(request.penalised().contains(node.node().id()), node.instancesOf(request.meta()), weight);
    }

    /** What is compared, first to last. Equal ranks keep the order of the nodes' ids. */
    private record Rank(boolean penalised, int instances, double weight) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            int byPenalty = Boolean.compare(penalised, other.penalised);
            int byInstances = Integer.compare(instances, other.instances);
            return byPenalty != 0 ? byPenalty : byInstances != 0 ? byInstances : Double.compare(weight, other.weight);
        }
    }

    /** Builds a {@link Scheduler}. Not safe for use by several threads. */
    public static final class Builder {
        private final List<NodeFilter> filters = new ArrayList<>();
        private double overcommit = DEFAULT_OVERCOMMIT;
        private @Nullable RankingStrategy ranking;

        private Builder() {
            filters.add(NodeFilter.health());
            filters.add(NodeFilter.availability());
            filters.add(NodeFilter.placement());
            filters.add(NodeFilter.ports());
        }

        /** Sets how much more than a node's capacity may be reserved, as a fraction of it; above -1. */
        public Builder overcommit(double newOvercommit) {
            overcommit = ResourceFilter.checkOvercommit(newOvercommit);
            return this;
        }

        /** Adds a filter behind the built-in ones. */
        public Builder filter(NodeFilter filter) {
            filters.add(filter);
            return this;
        }

        /** Sets the strategy. */
        public Builder ranking(RankingStrategy newRanking) {
            ranking = newRanking;
            return this;
        }

        /** Returns the scheduler. */
        public Scheduler build() {
            return new Scheduler(this);
        }
    }
}
