package io.humpback.scheduler;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where instances would go that lose their node. Immutable.
 *
 * @param moves those that find another node, in the order in which they were placed
 * @param stranded those that do not
 * @param after the cluster as it would be then
 */
public record Relocation(List<Move> moves, List<Stranded> stranded, ClusterSnapshot after) {
    /**
     * An instance that finds no other node.
     *
     * @param reason why, in a sentence with figures
     */
    public record Stranded(Reservation reservation, String reason) {}

    /** Copies the lists. */
    public Relocation {
        moves = List.copyOf(moves);
        stranded = List.copyOf(stranded);
    }

    /** Returns whether every instance finds another node. */
    public boolean isComplete() {
        return stranded.isEmpty();
    }

    /** Returns the moves and what is stranded, a line for each. */
    public String text() {
        return moves.stream().map(move -> "  " + move + "\n").collect(Collectors.joining())
                + stranded.stream()
                        .map(lost -> "  " + lost.reservation().request().meta() + ": "
                                + lost.reservation().node() + " -> nowhere, " + lost.reason() + "\n")
                        .collect(Collectors.joining());
    }
}
