package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Answers what would happen to a cluster. Never changes it: each answer begins with the same snapshot; to ask on, ask
 * about the snapshot that stands in the answer. Immutable, safe for use by several threads.
 */
public final class WhatIf {
    private final Scheduler scheduler;
    private final ClusterSnapshot cluster;

    /**
     * What a joining node would take. Immutable.
     *
     * @param decisions one for each pending request, in their order
     * @param after the cluster as it would be then
     */
    public record Joined(List<Decision> decisions, ClusterSnapshot after) {
        /** Copies the list. */
        public Joined {
            decisions = List.copyOf(decisions);
        }
    }

    WhatIf(Scheduler scheduler, ClusterSnapshot cluster) {
        this.scheduler = scheduler;
        this.cluster = cluster;
    }

    /** Returns where the instances of a node would go if it was lost. */
    public Relocation leaves(NodeId node) {
        return leave(Set.of(node));
    }

    /** Returns where the instances of several nodes would go if all were lost at once, in the order of reservations. */
    public Relocation leave(Set<NodeId> nodes) {
        NodeTable table = cluster.table();
        List<Reservation> lost = new ArrayList<>();
        nodes.stream().sorted().forEach(node -> lost.addAll(table.remove(node).reservations()));
        lost.sort(Comparator.comparing(Reservation::id));
        List<Move> moves = new ArrayList<>();
        List<Relocation.Stranded> stranded = new ArrayList<>();
        for (Reservation reservation : lost) {
            int to = best(reservation, table);
            if (to < 0) {
                stranded.add(stranded(reservation, table));
            } else {
                table.resume(reservation, to);
                moves.add(new Move(reservation, table.entries()[to].id()));
            }
        }
        return new Relocation(moves, stranded, table.snapshot());
    }

    /** Returns where the instances of a node would go if it was drained; those that find no other stay on it. */
    public Relocation isDrained(NodeId node) {
        NodeTable table = cluster.table();
        NodeEntry entry = table.mutable(node);
        entry.setOffer(entry.offer().withAvailability(Availability.DRAINING));
        List<Move> moves = new ArrayList<>();
        List<Relocation.Stranded> stranded = new ArrayList<>();
        for (Reservation reservation : List.copyOf(entry.reservations().values())) {
            int to = best(reservation, table);
            if (to < 0) {
                stranded.add(stranded(reservation, table));
            } else {
                NodeId target = table.entries()[to].id();
                table.move(reservation.id(), target);
                moves.add(new Move(reservation, target));
            }
        }
        return new Relocation(moves, stranded, table.snapshot());
    }

    /** Returns where {@code pending} would go if a node joined. */
    public Joined joins(NodeOffer offer, List<PlacementRequest> pending) {
        NodeTable table = cluster.table();
        table.insert(offer);
        List<Decision> decisions = new ArrayList<>();
        for (PlacementRequest request : pending) {
            decisions.add(scheduler.place(request, table));
        }
        return new Joined(decisions, table.snapshot());
    }

    private int best(Reservation reservation, NodeTable table) {
        return new Scan(scheduler.rules(), reservation.request()).best(table.entries(), table.size());
    }

    private Relocation.Stranded stranded(Reservation reservation, NodeTable table) {
        Explanation explanation = scheduler.explain(reservation.request(), table.snapshot());
        return new Relocation.Stranded(reservation, explanation.summary());
    }
}
