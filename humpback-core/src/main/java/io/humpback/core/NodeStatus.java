package io.humpback.core;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is committed of a node: what operators decided, how it was last announced, and since when it is dead. Immutable.
 *
 * @param name its last known name, so that an absent node can be shown
 * @param labels the labels that operators gave it ({@code node.labels.X} of a constraint)
 * @param downSince since when it is dead by every signal, by the center's clock; null while it is not
 * @param seen where it was when it was announced last, so that an absent one can still be asked; null if that was never
 *     noted
 */
public record NodeStatus(
        NodeId node,
        String name,
        Availability availability,
        Map<String, String> labels,
        @Nullable Instant downSince,
        @Nullable Seen seen)
        implements Document {
    /**
     * How a node was announced.
     *
     * @param engineId what its engine called itself, empty before it was asked
     * @param agentProtocol see {@link Node#agentProtocol()}; null if it was not noted, as before there were nodes with
     *     agents of the original
     */
    public record Seen(
            String address,
            String endpoint,
            String engineId,
            @Nullable Integer agentProtocol) {
        private static final int FIRST_PROTOCOL = 1;

        /** Notes nothing of the agent's protocol. */
        public Seen(String address, String endpoint, String engineId) {
            this(address, endpoint, engineId, null);
        }

        /** Returns how {@code node} is announced. */
        public static Seen of(Node node) {
            return new Seen(node.address(), node.endpoint(), node.facts().engineId(), node.agentProtocol());
        }

        /** Returns the node {@code id} as it was announced, called {@code name}; its engine has to be asked again. */
        public Node node(NodeId id, String name) {
            int protocol = agentProtocol == null ? FIRST_PROTOCOL : agentProtocol;
            return new Node(id, name, address, endpoint, NodeFacts.UNKNOWN, "", protocol);
        }
    }

    /** Copies {@code labels} in order of their keys. */
    public NodeStatus {
        labels = SortedCopy.of(labels);
    }

    /** Creates the status of a node of which nobody noted where it was. */
    public NodeStatus(
            NodeId node,
            String name,
            Availability availability,
            Map<String, String> labels,
            @Nullable Instant downSince) {
        this(node, name, availability, labels, downSince, null);
    }

    /** Returns the status of a node of which nothing was committed. */
    public static NodeStatus fresh(Node node) {
        return new NodeStatus(node.id(), node.name(), Availability.ACTIVE, Map.of(), null);
    }

    /** Returns this status, dead since {@code since}, or alive if that is null. */
    public NodeStatus withDownSince(@Nullable Instant since) {
        return new NodeStatus(node, name, availability, labels, since, seen);
    }

    /** Returns this status under another name. */
    public NodeStatus withName(String newName) {
        return new NodeStatus(node, newName, availability, labels, downSince, seen);
    }

    /** Returns this status with another availability. */
    public NodeStatus withAvailability(Availability newAvailability) {
        return new NodeStatus(node, name, newAvailability, labels, downSince, seen);
    }

    /** Returns this status with other labels in place of all it had. */
    public NodeStatus withLabels(Map<String, String> newLabels) {
        return new NodeStatus(node, name, availability, newLabels, downSince, seen);
    }

    /** Returns this status, announced as {@code newSeen}. */
    public NodeStatus withSeen(Seen newSeen) {
        return new NodeStatus(node, name, availability, labels, downSince, newSeen);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.NODE, node.value());
    }
}
