package io.humpback.scheduler.reconcile;

import io.humpback.core.GroupGuard;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is observed. Immutable.
 *
 * @param complete whether the set of nodes is known at all; before that nothing follows from a node's absence
 * @param backendFailedAt when state store or node directory were last known not to be healthy, {@link GroupGuard#NEVER}
 *     if never
 */
public record Observation(boolean complete, SortedMap<NodeId, ObservedNode> byId, Instant backendFailedAt) {
    /** Copies the map. */
    public Observation {
        byId = new TreeMap<>(byId);
    }

    /** Creates the observation of one whose backend was always healthy. */
    public Observation(boolean complete, SortedMap<NodeId, ObservedNode> byId) {
        this(complete, byId, GroupGuard.NEVER);
    }

    /** Returns this observation with another moment at which the backend was last not healthy. */
    public Observation withBackendFailedAt(Instant moment) {
        return new Observation(complete, byId, moment);
    }

    /** Returns the observation of {@code nodes}. */
    public static Observation of(Collection<ObservedNode> nodes) {
        TreeMap<NodeId, ObservedNode> byId = new TreeMap<>();
        nodes.forEach(node -> byId.put(node.node().id(), node));
        return new Observation(true, byId);
    }

    /** Returns the nodes, ordered by id. */
    public Collection<ObservedNode> nodes() {
        return byId.values();
    }

    /** Returns the node with this id, or null if it is neither announced nor still asked. */
    public @Nullable ObservedNode node(NodeId id) {
        return byId.get(id);
    }

    /** Returns the nodes for which {@code group} holds. */
    public List<ObservedNode> members(io.humpback.core.Group group) {
        List<ObservedNode> members = new ArrayList<>();
        for (ObservedNode observed : nodes()) {
            Node node = observed.node();
            if (group.contains(node)) {
                members.add(observed);
            }
        }
        return members;
    }
}
