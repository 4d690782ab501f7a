package io.humpback.scheduler;

import io.humpback.core.NodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a {@link ClusterState}, ordered by id, and where each reservation is. Entries are shared with snapshots
 * and copied before the first change. Not safe for use by several threads.
 */
final class NodeTable {
    private NodeEntry[] entries;
    private int size;
    private long lastReservation;
    /** Entries that belong to someone else are shared. */
    private Object owner = new Object();
    /** Where each reservation is; made when first asked for, since most copies of a state never need it. */
    private @Nullable Map<Long, NodeId> whereabouts;

    /** Takes over the array; the entries stay others' property. */
    NodeTable(NodeEntry[] entries, long lastReservation) {
        this.entries = entries;
        this.size = entries.length;
        this.lastReservation = lastReservation;
    }

    /** Returns the position of {@code id} among the first {@code size}, or {@code -(where it belongs) - 1}. */
    static int find(NodeEntry[] entries, int size, NodeId id) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = entries[middle].id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    int size() {
        return size;
    }

    /** Returns the entries, of which {@link #size} are valid. */
    NodeEntry[] entries() {
        return entries;
    }

    boolean contains(NodeId id) {
        return find(entries, size, id) >= 0;
    }

    int position(NodeId id) {
        int at = find(entries, size, id);
        if (at < 0) {
            throw new IllegalArgumentException("node: " + id + " (expected: one that joined)");
        }
        return at;
    }

    NodeEntry mutable(NodeId id) {
        return mutable(position(id));
    }

    private NodeEntry mutable(int position) {
        NodeEntry entry = entries[position];
        if (!entry.isOwnedBy(owner)) {
            entry = new NodeEntry(owner, entry);
            entries[position] = entry;
        }
        return entry;
    }

    void insert(NodeOffer offer) {
        insert(new NodeEntry(owner, offer));
    }

    void insert(DepartedNode node) {
        Map<Long, NodeId> where = whereabouts();
        for (Reservation reservation : node.reservations()) {
            if (where.containsKey(reservation.id())) {
                throw new IllegalArgumentException("reservation: " + reservation.id() + " (expected: once)");
            }
        }
        NodeEntry entry = new NodeEntry(owner, node.entry());
        insert(entry);
        for (long id : entry.reservations().keySet()) {
            where.put(id, entry.id());
            lastReservation = Math.max(lastReservation, id);
        }
    }

    private void insert(NodeEntry entry) {
        int found = find(entries, size, entry.id());
        if (found >= 0) {
            throw new IllegalArgumentException("node: " + entry.id() + " (expected: once)");
        }
        int at = -found - 1;
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(8, size + (size >> 1)));
        }
        System.arraycopy(entries, at, entries, at + 1, size - at);
        entries[at] = entry;
        size++;
    }

    DepartedNode remove(NodeId id) {
        int at = position(id);
        NodeEntry left = entries[at];
        System.arraycopy(entries, at + 1, entries, at, size - at - 1);
        size--;
        if (whereabouts != null) {
            whereabouts.keySet().removeAll(left.reservations().keySet());
        }
        return new DepartedNode(left); // nobody changes it any more: it stands in no table
    }

    Reservation reserve(int position, PlacementRequest request) {
        NodeEntry entry = mutable(position);
        Reservation reservation = new Reservation(lastReservation + 1, entry.id(), request);
        entry.reserve(reservation);
        lastReservation++;
        if (whereabouts != null) {
            whereabouts.put(reservation.id(), entry.id());
        }
        return reservation;
    }

    /** Reserves on another node what was reserved on one that left, under its own id. */
    void resume(Reservation lost, int position) {
        NodeEntry entry = mutable(position);
        entry.reserve(new Reservation(lost.id(), entry.id(), lost.request()));
        whereabouts().put(lost.id(), entry.id());
    }

    /** Moves a reservation under its own id, so that what follows can still be told which one is meant. */
    void move(long id, NodeId to) {
        NodeId from = whereabouts().get(id);
        if (from == null) {
            throw new IllegalArgumentException("reservation: " + id + " (expected: one that is held)");
        }
        int position = position(to);
        Reservation held = mutable(from).reservations().get(id);
        if (held != null && !from.equals(to)) {
            resume(held, position); // first, since it may throw
            mutable(from).release(held);
        }
    }

    @Nullable
    Reservation release(long id) {
        NodeId node = whereabouts().remove(id);
        if (node == null) {
            return null;
        }
        NodeEntry entry = mutable(node);
        Reservation held = entry.reservations().get(id);
        if (held != null) {
            entry.release(held);
        }
        return held;
    }

    ClusterSnapshot snapshot() {
        owner = new Object();
        return new ClusterSnapshot(Arrays.copyOf(entries, size), lastReservation);
    }

    private Map<Long, NodeId> whereabouts() {
        if (whereabouts == null) {
            whereabouts = new HashMap<>();
            for (int i = 0; i < size; i++) {
                for (Reservation reservation : entries[i].reservations().values()) {
                    whereabouts.put(reservation.id(), reservation.node());
                }
            }
        }
        return whereabouts;
    }
}
