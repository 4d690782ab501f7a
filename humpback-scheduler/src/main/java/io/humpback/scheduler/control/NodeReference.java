package io.humpback.scheduler.control;

import io.humpback.core.Group;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.ObservedNode;
import io.humpback.scheduler.reconcile.Situation;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the node that somebody means: by id, by name without case, or by address; also one that is away. Pure. */
final class NodeReference {
    private final Situation situation;

    NodeReference(Situation situation) {
        this.situation = situation;
    }

    /** Returns the id of the node. Throws {@link CommandRejectedException} if there is none, or more than one. */
    NodeId find(String reference) {
        String wanted = reference.strip();
        NodeId found = announced(wanted, node -> node.id().value().equals(wanted));
        if (found == null) {
            found = named(wanted);
        }
        if (found == null) {
            found = announced(
                    wanted,
                    node -> node.address().equals(wanted)
                            || node.facts().engineId().equals(wanted));
        }
        if (found == null) {
            found = away(wanted);
        }
        if (found == null) {
            throw new CommandRejectedException(Reason.NODE_NOT_FOUND, "node does not exist: node=" + reference);
        }
        return found;
    }

    private @Nullable NodeId named(String name) {
        return announced(name, node -> node.name().equalsIgnoreCase(name));
    }

    private @Nullable NodeId announced(String reference, Predicate<Node> matches) {
        if (reference.isEmpty()) {
            return null;
        }
        return only(
                reference,
                situation.observed().nodes().stream()
                        .map(ObservedNode::node)
                        .filter(matches)
                        .map(Node::id)
                        .toList());
    }

    /** Nobody announces it, but something was committed of it; its address is known where a group names it. */
    private @Nullable NodeId away(String reference) {
        NodeId byName = committed(reference);
        if (byName != null) {
            return byName;
        }
        for (Group group : situation.committed().groups()) {
            for (Group.Server server : group.servers()) {
                if (!server.address().isEmpty() && server.address().equals(reference)) {
                    NodeId found = named(server.name());
                    return found != null ? found : committed(server.name());
                }
            }
        }
        return null;
    }

    private @Nullable NodeId committed(String name) {
        if (name.isEmpty()) {
            return null;
        }
        return only(
                name,
                situation.committed().nodeStatuses().stream()
                        .filter(status -> status.node().value().equals(name)
                                || status.name().equalsIgnoreCase(name))
                        .map(NodeStatus::node)
                        .toList());
    }

    private static @Nullable NodeId only(String reference, List<NodeId> found) {
        if (found.size() > 1) {
            throw new CommandRejectedException(
                    Reason.INVALID, "node: " + reference + " (expected: a name or an id, several nodes are meant)");
        }
        return found.isEmpty() ? null : found.get(0);
    }
}
