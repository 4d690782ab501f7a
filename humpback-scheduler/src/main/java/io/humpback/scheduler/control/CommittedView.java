package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.StoredState;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.CommittedState;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.reconcile.Observation;
import io.humpback.scheduler.reconcile.ObservedNode;
import io.humpback.scheduler.reconcile.Situation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The view of somebody who does not lead: what is committed, and who is announced. Nobody asks the nodes for it, so it
 * has no containers, and its nodes are pending, but for those whose death is committed. Stateless.
 */
public final class CommittedView {
    private static final String UNASKED = "not asked: nobody leads";
    private static final String DEAD = "dead when somebody led";

    private CommittedView() {}

    /**
     * Returns the view of {@code state}. Its nodes are the announced ones, and those that were announced when something
     * of them was committed.
     */
    public static ClusterView of(StoredState state, DirectoryView announced) {
        CommittedState committed = CommittedState.of(state.documents());
        Map<NodeId, ObservedNode> nodes = new LinkedHashMap<>();
        for (Node node : announced.nodes()) {
            nodes.putIfAbsent(node.id(), unasked(node, committed.status(node)));
        }
        for (NodeStatus status : committed.nodeStatuses()) {
            NodeStatus.Seen seen = status.seen();
            if (seen != null) {
                nodes.putIfAbsent(status.node(), unasked(seen.node(status.node(), status.name()), status));
            }
        }
        Situation situation = new Situation(
                committed,
                Observation.of(nodes.values()),
                new CallMemory(),
                LoopSettings.DEFAULT,
                state.head().epoch(),
                Instant.EPOCH);
        return new LoopView(state.head(), situation, List.of(), announced.refused());
    }

    private static ObservedNode unasked(Node node, NodeStatus status) {
        return status.downSince() == null
                ? new ObservedNode(node, NodeState.PENDING, UNASKED, 0, List.of())
                : new ObservedNode(node, NodeState.DOWN, DEAD, 0, List.of());
    }
}
