package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Availability;
import io.humpback.core.MetaAssignments;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Settles since when nodes are down: committed once, so that the countdown goes on whoever leads. */
final class NodeReview {
    private final Situation situation;

    NodeReview(Situation situation) {
        this.situation = situation;
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        if (!situation.observed().complete()) {
            return changes;
        }
        for (ObservedNode observed : situation.observed().nodes()) {
            NodeStatus status = situation.committed().status(observed.node());
            if (observed.state() == NodeState.DOWN && status.downSince() == null) {
                changes.add(put(status.withDownSince(situation.now())));
            } else if (observed.state() == NodeState.HEALTHY && status.downSince() != null) {
                changes.add(put(status.withDownSince(null)));
            } else if (isNameNew(
                    observed.node().name(),
                    situation.committed().status(observed.node().id()))) {
                changes.add(put(status.withName(observed.node().name())));
            }
        }
        for (NodeId absent : absentNodes()) {
            NodeStatus status = statusOfAbsent(situation.committed().status(absent), absent);
            if (status.downSince() == null) {
                changes.add(put(status.withDownSince(situation.now())));
            }
        }
        return changes;
    }

    /** The name is committed so that a node keeps it, and so that an absent one can be shown. */
    private static boolean isNameNew(String name, @Nullable NodeStatus status) {
        return !name.isEmpty() && (status == null || !status.name().equals(name));
    }

    private static NodeStatus statusOfAbsent(@Nullable NodeStatus status, NodeId node) {
        return status == null ? new NodeStatus(node, node.value(), Availability.ACTIVE, Map.of(), null) : status;
    }

    /** Nodes that something is assigned to and nobody announces. */
    private SortedSet<NodeId> absentNodes() {
        SortedSet<NodeId> absent = new TreeSet<>();
        for (MetaAssignments assignments : situation.committed().assignments()) {
            for (Assignment assignment : assignments.assignments()) {
                if (situation.observed().node(assignment.node()) == null) {
                    absent.add(assignment.node());
                }
            }
        }
        return absent;
    }

    private static Change put(NodeStatus status) {
        return Change.of(Write.put(status));
    }
}
