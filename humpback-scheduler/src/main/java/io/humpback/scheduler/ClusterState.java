package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nodes and what is reserved on them. Owned by the caller, who says what changes. Not safe for use by several
 * threads.
 */
public final class ClusterState {
    private final TreeMap<NodeId, NodeEntry> nodes = new TreeMap<>();

    /**
     * Adds a node, with nothing reserved. Throws {@link IllegalArgumentException} if there is one with its id.
     *
     * @param containers how many containers it has that are not reserved here, such as foreign ones
     */
    public void join(
            Node node, NodeState state, Availability availability, Map<String, String> labels, int containers) {
        NodeEntry entry = new NodeEntry(node, state, availability, labels, containers);
        if (nodes.putIfAbsent(node.id(), entry) != null) {
            throw new IllegalArgumentException("node: " + node.id() + " (expected: once)");
        }
    }

    /** Reserves what an instance of {@code meta} needs on {@code node}, also beyond its capacity. */
    public void reserve(NodeId node, MetaId meta, Resources resources, List<PortMapping> fixedPorts) {
        entry(node).reserve(meta, resources, fixedPorts);
    }

    /** Marks ports of the host as taken by something that is not reserved here. */
    public void occupy(NodeId node, Collection<PortMapping> ports) {
        entry(node).occupy(ports);
    }

    /** Returns whether there is a node with this id. */
    public boolean contains(NodeId node) {
        return nodes.containsKey(node);
    }

    Collection<NodeEntry> entries() {
        return nodes.values();
    }

    private NodeEntry entry(NodeId node) {
        NodeEntry entry = nodes.get(node);
        if (entry == null) {
            throw new IllegalArgumentException("node: " + node + " (expected: one that joined)");
        }
        return entry;
    }
}
