package io.humpback.scheduler;

import io.humpback.core.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A {@link ClusterState} as it was at one moment. Immutable, so safe for use by several threads; equal to another one of
 * the same nodes with the same reservations. What only asks, such as {@link Scheduler#explain} or a {@link WhatIf}, takes
 * a snapshot and so cannot change anything.
 */
public final class ClusterSnapshot {
    private final NodeEntry[] entries;
    private final long lastReservation;

    /** Takes over an array that nobody changes any more, ordered by id. */
    ClusterSnapshot(NodeEntry[] entries, long lastReservation) {
        this.entries = entries;
        this.lastReservation = lastReservation;
    }

    /** Returns a state of its own that begins with this one. Costs one reference for each node. */
    public ClusterState thaw() {
        return new ClusterState(table());
    }

    /** Returns the nodes, ordered by id. */
    public List<NodeView> nodes() {
        return Collections.unmodifiableList(Arrays.asList(entries));
    }

    /** Returns the node with this id, if there is one. Costs a binary search. */
    public Optional<NodeView> node(NodeId id) {
        int at = NodeTable.find(entries, entries.length, id);
        return at < 0 ? Optional.empty() : Optional.of(entries[at]);
    }

    /** Returns the time of the last heartbeat of the node with this id, if there was one. */
    public Optional<Instant> heartbeatAt(NodeId id) {
        int at = NodeTable.find(entries, entries.length, id);
        return at < 0 ? Optional.empty() : Optional.ofNullable(entries[at].heartbeatAt());
    }

    /** Returns what is reserved, ordered by node, then by the reservations' ids. Costs a reference for each. */
    public List<Reservation> reservations() {
        List<Reservation> all = new ArrayList<>();
        for (NodeEntry entry : entries) {
            all.addAll(entry.reservations().values());
        }
        return Collections.unmodifiableList(all);
    }

    /** Returns what is reserved on a node, in the order of the reservations' ids; nothing on an unknown one. */
    public List<Reservation> reservationsOn(NodeId id) {
        int at = NodeTable.find(entries, entries.length, id);
        return at < 0 ? List.of() : List.copyOf(entries[at].reservations().values());
    }

    NodeTable table() {
        return new NodeTable(entries.clone(), lastReservation);
    }

    NodeEntry[] entries() {
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterSnapshot snapshot && Arrays.equals(entries, snapshot.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return "cluster of " + entries.length + " nodes: " + Arrays.toString(entries);
    }
}
