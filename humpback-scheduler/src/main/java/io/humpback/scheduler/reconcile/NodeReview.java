package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Availability;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Node;
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

/**
 * Settles since when nodes are down, committed once, so that the countdown goes on whoever leads; and their names and
 * where they were, so that an absent one can be shown and asked.
 */
final class NodeReview {
    private static final int WRITES_PER_CHANGE = 16;

    private final Situation situation;

    NodeReview(Situation situation) {
        this.situation = situation;
    }

    List<Change> changes() {
        if (!situation.observed().complete()) {
            return List.of();
        }
        List<Write> writes = new ArrayList<>();
        for (ObservedNode observed : situation.observed().nodes()) {
            NodeStatus before = situation.committed().status(observed.node());
            NodeStatus after = review(observed, before);
            if (!after.equals(before) || isNameNew(observed.node())) {
                writes.add(Write.put(after));
            }
        }
        SortedSet<NodeId> assigned = assignedNodes();
        for (NodeId id : assigned) {
            NodeStatus status = situation.committed().status(id);
            if (situation.observed().node(id) == null && (status == null || status.downSince() == null)) {
                writes.add(Write.put(statusOfAbsent(status, id).withDownSince(situation.now())));
            }
        }
        for (NodeStatus status : situation.committed().nodeStatuses()) {
            if (isForgotten(status) && !assigned.contains(status.node())) {
                writes.add(Write.delete(status.key()));
            }
        }
        return inChanges(writes);
    }

    private NodeStatus review(ObservedNode observed, NodeStatus before) {
        NodeStatus status = before;
        if (observed.state() == NodeState.DOWN && status.downSince() == null) {
            status = status.withDownSince(situation.now());
        } else if (isAlive(observed) && status.downSince() != null) {
            status = status.withDownSince(null);
        }
        if (!observed.node().name().isEmpty()) {
            status = status.withName(observed.node().name());
        }
        // What never answered is not noted: whoever writes records could fill the store.
        return observed.answers() ? status.withSeen(NodeStatus.Seen.of(observed.node())) : status;
    }

    /** Whether it answers, or, which ends a countdown as well, renews its announcement. */
    private static boolean isAlive(ObservedNode observed) {
        return observed.answers() || observed.state() == NodeState.UNREACHABLE;
    }

    private boolean isNameNew(Node node) {
        return !node.name().isEmpty() && situation.committed().status(node.id()) == null;
    }

    private static NodeStatus statusOfAbsent(@Nullable NodeStatus status, NodeId node) {
        return status == null ? new NodeStatus(node, node.value(), Availability.ACTIVE, Map.of(), null) : status;
    }

    /** What an operator decided stays; anything else of a node that has long been gone is of no use. */
    private boolean isForgotten(NodeStatus status) {
        return status.downSince() != null
                && !situation.now().isBefore(status.downSince().plus(GuardReview.KNOWN_FOR))
                && situation.observed().node(status.node()) == null
                && status.availability() == Availability.ACTIVE
                && status.labels().isEmpty();
    }

    private SortedSet<NodeId> assignedNodes() {
        SortedSet<NodeId> assigned = new TreeSet<>();
        for (MetaAssignments assignments : situation.committed().assignments()) {
            for (Assignment assignment : assignments.assignments()) {
                assigned.add(assignment.node());
            }
        }
        return assigned;
    }

    private static List<Change> inChanges(List<Write> writes) {
        List<Change> changes = new ArrayList<>();
        for (int from = 0; from < writes.size(); from += WRITES_PER_CHANGE) {
            List<Write> some = writes.subList(from, Math.min(writes.size(), from + WRITES_PER_CHANGE));
            changes.add(Change.of(some.toArray(new Write[0])));
        }
        return changes;
    }
}
