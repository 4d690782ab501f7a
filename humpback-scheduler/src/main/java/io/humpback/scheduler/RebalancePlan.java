package io.humpback.scheduler;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Moves that make a cluster better, to be done in this order. Immutable.
 *
 * @param before the objective's sum before the moves
 * @param after the sum after them, never higher
 */
public record RebalancePlan(List<Move> moves, double before, double after) {
    /** Copies the list. */
    public RebalancePlan {
        moves = List.copyOf(moves);
    }

    /** Returns by how much the sum becomes lower; zero or more. */
    public double gain() {
        return before - after;
    }

    /**
     * Does the moves in {@code cluster}. Throws {@link IllegalArgumentException} if a reservation or a node has gone
     * meanwhile; the moves before it are done then.
     */
    public void applyTo(ClusterState cluster) {
        moves.forEach(move -> cluster.move(move.reservation().id(), move.to()));
    }

    /** Returns the plan in words, a line for each move. */
    public String text() {
        return moves.stream()
                .map(move -> "\n  " + move)
                .collect(Collectors.joining(
                        "",
                        String.format(
                                Locale.ROOT,
                                "%d move%s, objective %.4g -> %.4g (gain %.4g)",
                                moves.size(),
                                moves.size() == 1 ? "" : "s",
                                before,
                                after,
                                gain()),
                        "\n"));
    }
}
