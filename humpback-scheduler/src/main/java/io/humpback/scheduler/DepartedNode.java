package io.humpback.scheduler;

import java.util.List;

/**
 * A node that left a {@link ClusterState}, with all that was reserved on it, so that it can come back as it was.
 * Immutable.
 */
public final class DepartedNode {
    private final NodeEntry entry;

    DepartedNode(NodeEntry entry) {
        this.entry = entry;
    }

    /** Returns what the node offered. */
    public NodeOffer offer() {
        return entry.offer();
    }

    /** Returns what was reserved on it, in the order of the reservations' ids. */
    public List<Reservation> reservations() {
        return List.copyOf(entry.reservations().values());
    }

    NodeEntry entry() {
        return entry;
    }
}
