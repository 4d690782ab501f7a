package io.humpback.scheduler;

import io.humpback.core.NodeId;

/**
 * An instance that goes from one node to another. Immutable.
 *
 * @param reservation what it holds where it is before the move
 */
public record Move(Reservation reservation, NodeId to) {
    /** Returns the node that the instance is on before the move. */
    public NodeId from() {
        return reservation.node();
    }

    /** Returns the move in words: {@code web: n1 -> n2}. */
    @Override
    public String toString() {
        return reservation.request().meta() + ": " + from() + " -> " + to;
    }
}
