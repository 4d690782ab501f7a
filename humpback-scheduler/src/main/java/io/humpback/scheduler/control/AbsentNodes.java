package io.humpback.scheduler.control;

import io.humpback.core.Assignment;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.scheduler.reconcile.CommittedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the nodes that something is assigned to, so that they can be asked although nobody announces them. Pure. */
final class AbsentNodes {
    private AbsentNodes() {}

    /** Returns the nodes that something is assigned to and of which it is known where they were, ordered by id. */
    static List<Node> of(CommittedState committed) {
        List<Node> nodes = new ArrayList<>();
        for (NodeId id : assigned(committed)) {
            NodeStatus status = committed.status(id);
            if (status != null && status.seen() != null) {
                nodes.add(status.seen().node(id, status.name()));
            }
        }
        return nodes;
    }

    /** Returns the ids of the nodes that something is assigned to. */
    static Set<NodeId> assigned(CommittedState committed) {
        Set<NodeId> assigned = new TreeSet<>();
        for (MetaAssignments assignments : committed.assignments()) {
            for (Assignment assignment : assignments.assignments()) {
                assigned.add(assignment.node());
            }
        }
        return assigned;
    }
}
