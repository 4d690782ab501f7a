package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The nodes and what is reserved on them. Owned by the caller, who says what changes, node by node.
 *
 * <p>Safe for use by several threads: every call sees and leaves a whole state, and a placement holds the state until it
 * has reserved. Filters and strategies run meanwhile; one that changes the state they are asked about gets an
 * {@link IllegalStateException}. What only reads for longer should take a {@link #snapshot()}.
 *
 * <p>A change of one node costs a binary search by id; a join or leave also moves one reference for each node behind it.
 */
public final class ClusterState {
    private final Object lock = new Object();
    private final NodeTable table;
    private boolean deciding;

    /** Creates a cluster without nodes. */
    public ClusterState() {
        this(new NodeTable(new NodeEntry[0], 0));
    }

    ClusterState(NodeTable table) {
        this.table = table;
    }

    /**
     * Adds a node, with nothing reserved. Throws {@link IllegalArgumentException} if there is one with its id.
     *
     * @param containers how many containers it has that are not reserved here, such as foreign ones
     */
    public void join(
            Node node, NodeState state, Availability availability, Map<String, String> labels, int containers) {
        join(NodeOffer.of(node)
                .withState(state)
                .withAvailability(availability)
                .withLabels(labels)
                .withForeignContainers(containers));
    }

    /** Adds a node, with nothing reserved. Throws {@link IllegalArgumentException} if there is one with its id. */
    public void join(NodeOffer offer) {
        change(() -> table.insert(offer));
    }

    /**
     * Adds a node back as it was when it left, with its reservations under their ids. Throws
     * {@link IllegalArgumentException} if there is a node with its id, or if one of its reservations exists.
     */
    public void join(DepartedNode node) {
        change(() -> table.insert(node));
    }

    /** Removes a node with all that is reserved on it, and returns both. */
    public DepartedNode leave(NodeId node) {
        return changed(() -> table.remove(node));
    }

    /**
     * Notes that a node gave a sign of life.
     *
     * @param measured what is really in use on it; only CPU and memory count
     */
    public void heartbeat(NodeId node, Instant at, Resources measured) {
        change(() -> table.mutable(node).heartbeat(at, measured));
    }

    /** Notes that a node gave a sign of life, and keeps what was measured before. */
    public void heartbeat(NodeId node, Instant at) {
        change(() -> table.mutable(node).heartbeat(at, null));
    }

    /** Replaces the labels that operators gave to a node. */
    public void changeLabels(NodeId node, Map<String, String> labels) {
        update(node, offer -> offer.withLabels(labels));
    }

    /** Changes a node's health. */
    public void changeState(NodeId node, NodeState state) {
        update(node, offer -> offer.withState(state));
    }

    /** Changes what an operator wants of a node. */
    public void changeAvailability(NodeId node, Availability availability) {
        update(node, offer -> offer.withAvailability(availability));
    }

    /** Replaces what a node holds already, such as images. */
    public void changeImages(NodeId node, Set<String> images) {
        update(node, offer -> offer.withImages(images));
    }

    /** Changes anything that a node offers but its id; what is reserved on it stays, even beyond its new capacity. */
    public void update(NodeId node, UnaryOperator<NodeOffer> edit) {
        change(() -> {
            // Asked before the entry is fetched for writing: the edit may itself take a snapshot that shares it.
            NodeOffer changed = edit.apply(table.entries()[table.position(node)].offer());
            if (!changed.id().equals(node)) {
                throw new IllegalArgumentException("node: " + changed.id() + " (expected: " + node + ")");
            }
            table.mutable(node).setOffer(changed);
        });
    }

    /** Reserves what an instance of {@code meta} needs on {@code node}, also beyond its capacity, and returns the id. */
    public long reserve(NodeId node, MetaId meta, Resources resources, List<PortMapping> fixedPorts) {
        return reserve(
                node,
                PlacementRequest.builder(meta, resources).fixedPorts(fixedPorts).build());
    }

    /**
     * Reserves on {@code node} what {@code request} needs, also beyond its capacity, and returns the reservation's id.
     * Throws {@link IllegalArgumentException} for an unknown node and for a sum of 2^63 or more.
     */
    public long reserve(NodeId node, PlacementRequest request) {
        return changed(() -> table.reserve(table.position(node), request)).id();
    }

    /** Gives back what is reserved under {@code reservation}. Returns false if there is none, such as a second time. */
    public boolean release(long reservation) {
        return changed(() -> table.release(reservation) != null);
    }

    /**
     * Moves a reservation to another node, also beyond its capacity, and keeps its id. Throws
     * {@link IllegalArgumentException} if there is no such reservation or node.
     */
    public void move(long reservation, NodeId to) {
        change(() -> table.move(reservation, to));
    }

    /** Marks ports of the host as taken by something that is not reserved here. */
    public void occupy(NodeId node, Collection<PortMapping> ports) {
        change(() -> table.mutable(node).occupy(ports));
    }

    /** Marks ports of the host as free which were {@link #occupy occupied}. */
    public void vacate(NodeId node, Collection<PortMapping> ports) {
        change(() -> table.mutable(node).vacate(ports));
    }

    /** Returns whether there is a node with this id. */
    public boolean contains(NodeId node) {
        return held(() -> table.contains(node));
    }

    /** Returns the number of nodes. */
    public int size() {
        return held(table::size);
    }

    /**
     * Returns the state of this moment. Costs one reference for each node at once, and later one copy of each node that
     * changes, the first time it does.
     */
    public ClusterSnapshot snapshot() {
        return held(table::snapshot);
    }

    /** Holds the state for a decision, during which only the decision itself changes it, through the table. */
    <T> T decide(Function<NodeTable, T> decision) {
        synchronized (lock) {
            if (deciding) {
                throw new IllegalStateException(
                        "a filter or strategy asked for a placement in the state it is asked about");
            }
            deciding = true;
            try {
                return decision.apply(table);
            } finally {
                deciding = false;
            }
        }
    }

    private void change(Runnable change) {
        changed(() -> {
            change.run();
            return true;
        });
    }

    private <T> T changed(Supplier<T> change) {
        synchronized (lock) {
            if (deciding) {
                throw new IllegalStateException("a filter or strategy changed the state it is asked about");
            }
            return change.get();
        }
    }

    private <T> T held(Supplier<T> question) {
        synchronized (lock) {
            return question.get();
        }
    }
}
