package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.scheduler.reconcile.CommittedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what would put one engine under two names: a second node of an id or of an endpoint, whatever its record says,
 * and where configuration names the nodes also a second way to an engine. The first is the one that is known already, so
 * that whoever can write records takes nobody's place. A refusal is told once. Owned by the loop's thread.
 */
final class NodeAdmission {
    private final LoopListener listener;
    private final Map<NodeId, NodeId> sameEngine = new HashMap<>();
    private final TreeMap<String, RefusedRecord> told = new TreeMap<>();
    private final Set<String> warned = new HashSet<>();

    NodeAdmission(LoopListener listener) {
        this.listener = listener;
    }

    /**
     * Returns those of {@code nodes} that may be used, ordered by id.
     *
     * @param watched the endpoints of the nodes that are watched now
     */
    List<Node> admit(List<Node> nodes, Map<NodeId, String> watched, CommittedState committed) {
        Set<String> reasons = new HashSet<>();
        Map<NodeId, Node> byId = new TreeMap<>();
        for (Node node : nodes) {
            Node first = byId.get(node.id());
            boolean better = first != null && isKnown(node, watched, committed) && !isKnown(first, watched, committed);
            if (first != null) {
                refuse(better ? first : node, "its id is announced twice", reasons);
            }
            if (first == null || better) {
                byId.put(node.id(), node);
            }
        }
        Map<String, Node> byEndpoint = new HashMap<>();
        for (Node node : byId.values()) {
            byEndpoint.merge(
                    Endpoints.normalised(node.endpoint()),
                    node,
                    (a, b) -> isKnown(b, watched, committed) && !isKnown(a, watched, committed) ? b : a);
        }
        List<Node> admitted = new ArrayList<>();
        for (Node node : byId.values()) {
            Node owner = byEndpoint.get(Endpoints.normalised(node.endpoint()));
            NodeId other = sameEngine.get(node.id());
            if (owner != null && !owner.id().equals(node.id())) {
                refuse(node, "its endpoint is that of node " + owner.id(), reasons);
            } else if (other != null && byId.containsKey(other)) {
                refuse(node, sameEngineAs(other), reasons);
            } else {
                sameEngine.remove(node.id());
                admitted.add(node);
            }
        }
        told.keySet().retainAll(reasons);
        return admitted;
    }

    /** Notes that {@code second} leads to the engine of {@code first}, and tells of it. */
    void refuseEngine(Node second, NodeId first) {
        sameEngine.put(second.id(), first);
        refuse(second, sameEngineAs(first), new HashSet<>());
    }

    /** Tells once that two agents' engines call themselves the same, as those of cloned machines do. */
    void warn(Node second, NodeId first) {
        if (warned.add(second.id() + " " + first)) {
            listener.nodeAlarm(second, sameEngineAs(first) + "; both are used");
        }
    }

    private static String sameEngineAs(NodeId other) {
        return "its engine calls itself as that of node " + other;
    }

    private void refuse(Node node, String reason, Set<String> reasons) {
        String text = node.id() + " at " + node.endpoint() + ": " + reason;
        reasons.add(text);
        RefusedRecord record = new RefusedRecord(node.id().value(), reason + ": endpoint=" + node.endpoint());
        if (told.putIfAbsent(text, record) == null) {
            listener.nodeRefused(node, reason);
        }
    }

    /** Returns those that are not used now, ordered by id. */
    List<RefusedRecord> refused() {
        return told.values().stream().sorted().toList();
    }

    private static boolean isKnown(Node node, Map<NodeId, String> watched, CommittedState committed) {
        return node.endpoint().equals(watched.get(node.id()))
                || node.endpoint().equals(committedEndpoint(committed.status(node.id())));
    }

    private static String committedEndpoint(@Nullable NodeStatus status) {
        return status == null || status.seen() == null ? "" : status.seen().endpoint();
    }
}
