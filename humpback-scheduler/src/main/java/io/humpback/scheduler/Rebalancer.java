package io.humpback.scheduler;

import io.humpback.core.NodeState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the best single move again and again. A move must be one that the filters allow, to a node that the request's
 * wishes rank no lower than the present one, and must make the objective lower by more than rounding could. Each costs a
 * look at every pair of a node and a kind of instance.
 */
final class Rebalancer {
    private static final double ROUNDING = 1e-9;

    private final Rules rules;
    private final Objective objective;
    private final NodeTable table;

    private record Candidate(Reservation reservation, NodeEntry to, double delta) {}

    Rebalancer(Rules rules, Objective objective, ClusterSnapshot cluster) {
        this.rules = rules;
        this.objective = objective;
        this.table = cluster.table();
        for (int i = 0; i < table.size(); i++) {
            table.mutable(table.entries()[i].id()); // so that entries can be tried in place
        }
    }

    RebalancePlan plan(int budget) {
        double before = total();
        double least = ROUNDING * Math.max(1, Math.abs(before));
        List<Move> moves = new ArrayList<>();
        while (moves.size() < budget) {
            Candidate best = best(least);
            if (best == null) {
                break;
            }
            moves.add(new Move(best.reservation, best.to.id()));
            table.move(best.reservation.id(), best.to.id());
        }
        return new RebalancePlan(moves, before, moves.isEmpty() ? before : total());
    }

    private double total() {
        double sum = 0;
        for (int i = 0; i < table.size(); i++) {
            sum += cost(table.entries()[i]);
        }
        return sum;
    }

    private @Nullable Candidate best(double least) {
        Candidate best = null;
        for (int i = 0; i < table.size(); i++) {
            NodeEntry from = table.entries()[i];
            if (from.state() != NodeState.HEALTHY) {
                continue; // what is on it is lost or may come back: nothing to move
            }
            Set<PlacementRequest> kinds = new HashSet<>();
            for (Reservation reservation : List.copyOf(from.reservations().values())) {
                if (kinds.add(reservation.request())) {
                    best = better(best, reservation, from, least);
                }
            }
        }
        return best;
    }

    private @Nullable Candidate better(
            @Nullable Candidate best, Reservation reservation, NodeEntry from, double least) {
        double costBefore = cost(from);
        from.release(reservation);
        double saved = costBefore - cost(from);
        PlacementRequest request = reservation.request();
        SpreadTree spread = new SpreadTree(rules, request, table.entries(), table.size());
        Rank here = new Rank(rules, request, spread);
        here.fillWishes(from);
        Rank there = new Rank(rules, request, spread);
        Candidate found = best;
        for (int i = 0; i < table.size(); i++) {
            NodeEntry to = table.entries()[i];
            if (!to.id().equals(from.id()) && mayTake(to, request, here, there)) {
                double delta = added(to, reservation) - saved;
                if (delta < -least && (found == null || delta < found.delta)) {
                    found = new Candidate(reservation, to, delta);
                }
            }
        }
        from.reserve(reservation);
        return found;
    }

    private boolean mayTake(NodeEntry to, PlacementRequest request, Rank here, Rank there) {
        if (!rules.considers(request, to) || rules.veto(request, to) != null) {
            return false;
        }
        there.fillWishes(to);
        return there.compareWishes(here) <= 0;
    }

    private double added(NodeEntry to, Reservation reservation) {
        double before = cost(to);
        to.reserve(reservation);
        double after = cost(to);
        to.release(reservation);
        return after - before;
    }

    private double cost(NodeEntry node) {
        double cost;
        try {
            cost = objective.cost(node);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw new ExtensionException("objective failed", objective, node, "", e);
        }
        if (!Double.isFinite(cost)) {
            throw new ExtensionException("cost: " + cost + " (expected: a finite number)", objective, node, "", null);
        }
        return cost;
    }
}
