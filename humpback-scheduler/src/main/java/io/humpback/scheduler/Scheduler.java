package io.humpback.scheduler;

import io.humpback.core.Checks;
import io.humpback.core.MetaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides on which node an instance runs: filters veto nodes, the ranking strategy weighs the rest, the lowest weight
 * wins. Keeps no state of the cluster, so it is immutable and safe for use by several threads, also with one
 * {@link ClusterState}, which lets them in one after the other.
 *
 * <p>No answer depends on the order in which nodes joined. A placement costs one look at every node, and allocates the
 * same few objects however many nodes there are. An {@link ExtensionException} tells that a filter or a strategy broke
 * its promise; what was placed before it stays placed, but for {@link #placeAllOrNothing}.
 */
public final class Scheduler {
    /** The default of how much more than a node's capacity may be reserved, as the original has it. */
    public static final double DEFAULT_OVERCOMMIT = 0.08;

    private final Rules rules;

    Scheduler(SchedulerBuilder builder) {
        rules = builder.rules();
    }

    /** Returns a builder with the built-in filters and the strategy {@link RankingStrategy#leastLoaded}. */
    public static SchedulerBuilder builder() {
        return new SchedulerBuilder();
    }

    /** Returns where {@code request} goes, and reserves it there in {@code cluster}; or why it goes nowhere. */
    public Decision place(PlacementRequest request, ClusterState cluster) {
        return cluster.decide(table -> place(request, table));
    }

    /**
     * Places up to {@code count} equal instances and reserves each, until one does not fit. Returns how many were placed.
     * The same as as many single placements, but for the objects they answer with.
     */
    public int place(PlacementRequest request, int count, ClusterState cluster, PlacementSink sink) {
        Checks.checkNotNegative("count", count);
        return cluster.decide(table -> {
            for (int i = 0; i < count; i++) {
                int at = new Scan(rules, request).best(table.entries(), table.size());
                if (at < 0) {
                    return i;
                }
                Reservation reservation = table.reserve(at, request);
                sink.placed(i, reservation.node(), reservation.id());
            }
            return count;
        });
    }

    /**
     * Returns where each request goes, in their order, and reserves what was placed. The same as placing them one by one,
     * but that nobody else changes the cluster meanwhile.
     */
    public List<Decision> placeEach(List<PlacementRequest> requests, ClusterState cluster) {
        return cluster.decide(
                table -> requests.stream().map(request -> place(request, table)).toList());
    }

    /** Places all requests as {@link #placeEach} does, or none of them if one does not fit. */
    public BatchDecision placeAllOrNothing(List<PlacementRequest> requests, ClusterState cluster) {
        return cluster.decide(table -> placeAllOrNothing(requests, table));
    }

    private BatchDecision placeAllOrNothing(List<PlacementRequest> requests, NodeTable table) {
        List<Decision.Placed> placed = new ArrayList<>(requests.size());
        boolean complete = false;
        try {
            for (PlacementRequest request : requests) {
                Decision decision = place(request, table);
                if (decision instanceof Decision.Refused refused) {
                    return new BatchDecision.Refused(placed.size(), request, refused);
                }
                placed.add((Decision.Placed) decision);
            }
            complete = true;
            return new BatchDecision.Placed(placed);
        } finally {
            if (!complete) {
                placed.forEach(decision -> table.release(decision.reservation()));
            }
        }
    }

    /**
     * Returns for every node that {@code request} considers why it cannot take it, or what its rank comes from. The node
     * it names first is the one that {@link #place} would choose.
     */
    public Explanation explain(PlacementRequest request, ClusterSnapshot cluster) {
        return new Explainer(rules, request).explain(cluster.entries());
    }

    /** Returns what answers questions of the kind "what would happen if" about {@code cluster}. */
    public WhatIf whatIf(ClusterSnapshot cluster) {
        return new WhatIf(this, cluster);
    }

    /**
     * Returns moves of single instances that make {@code cluster} better by {@code objective}, the most helpful first;
     * none if no single move does.
     *
     * @param budget the highest number of moves, zero or more
     */
    public RebalancePlan rebalance(ClusterSnapshot cluster, Objective objective, int budget) {
        Checks.checkNotNegative("budget", budget);
        return new Rebalancer(rules, objective, cluster).plan(budget);
    }

    /** Returns what tells how many nodes {@code cluster} lacks or could do without. */
    public Sizing sizing(ClusterSnapshot cluster) {
        return new Sizing(this, cluster);
    }

    /** Returns what tells whether the instances of {@code metas}, such as those of a group, survive a loss. */
    public SurvivalCheck survival(ClusterSnapshot cluster, Set<MetaId> metas) {
        return new SurvivalCheck(this, cluster, metas);
    }

    Decision place(PlacementRequest request, NodeTable table) {
        Scan scan = new Scan(rules, request);
        int at = scan.best(table.entries(), table.size());
        if (at < 0) {
            return new Decision.Refused(scan.vetoes());
        }
        Reservation reservation = table.reserve(at, request);
        return new Decision.Placed(reservation.node(), reservation.id());
    }

    Rules rules() {
        return rules;
    }
}
