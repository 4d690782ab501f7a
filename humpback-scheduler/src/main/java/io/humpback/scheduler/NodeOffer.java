package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.Checks;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.Resources;
import java.util.Map;
import java.util.Set;

/**
 * What a node offers to the scheduler, before anything is reserved on it. A node need not be a Docker host: whatever has
 * an id and a capacity is one. Immutable.
 *
 * @param capacity what may be reserved on it, before overcommit
 * @param labels the labels that operators gave to it; those of its engine stand in its facts
 * @param images what it holds already, such as images
 * @param foreignContainers how many containers it has that are not reserved here
 * @param maxInstances how many instances may be reserved on it, {@link Integer#MAX_VALUE} for no limit
 */
public record NodeOffer(
        Node node,
        Resources capacity,
        NodeState state,
        Availability availability,
        Map<String, String> labels,
        Set<String> images,
        int foreignContainers,
        int maxInstances) {
    /** Copies the collections and checks that no number is negative. */
    public NodeOffer {
        labels = Map.copyOf(labels);
        images = Set.copyOf(images);
        Checks.checkNotNegative("foreignContainers", foreignContainers);
        Checks.checkNotNegative("maxInstances", maxInstances);
    }

    /** Returns the offer of a healthy, active node that announced its capacity in its facts. */
    public static NodeOffer of(Node node) {
        return new NodeOffer(
                node,
                node.facts().capacity(),
                NodeState.HEALTHY,
                Availability.ACTIVE,
                Map.of(),
                Set.of(),
                0,
                Integer.MAX_VALUE);
    }

    /** Returns the offer of a healthy, active node of which no more is known than its id, also its name, and capacity. */
    public static NodeOffer of(NodeId id, Resources capacity) {
        return of(new Node(id, id.value(), "", "none", NodeFacts.UNKNOWN, "")).withCapacity(capacity);
    }

    /** Returns the node's id. */
    public NodeId id() {
        return node.id();
    }

    /** Returns this offer under another id and name, with all else kept. */
    public NodeOffer withId(NodeId id) {
        return withNode(new Node(id, id.value(), node.address(), node.endpoint(), node.facts(), node.appVersion()));
    }

    /** Returns this offer for a node that announced itself anew. */
    public NodeOffer withNode(Node newNode) {
        return new NodeOffer(newNode, capacity, state, availability, labels, images, foreignContainers, maxInstances);
    }

    /** Returns this offer with another capacity. */
    public NodeOffer withCapacity(Resources newCapacity) {
        return new NodeOffer(node, newCapacity, state, availability, labels, images, foreignContainers, maxInstances);
    }

    /** Returns this offer with another health. */
    public NodeOffer withState(NodeState newState) {
        return new NodeOffer(node, capacity, newState, availability, labels, images, foreignContainers, maxInstances);
    }

    /** Returns this offer with another wish of the operator. */
    public NodeOffer withAvailability(Availability newAvailability) {
        return new NodeOffer(node, capacity, state, newAvailability, labels, images, foreignContainers, maxInstances);
    }

    /** Returns this offer with other labels of the operator. */
    public NodeOffer withLabels(Map<String, String> newLabels) {
        return new NodeOffer(node, capacity, state, availability, newLabels, images, foreignContainers, maxInstances);
    }

    /** Returns this offer with other images. */
    public NodeOffer withImages(Set<String> newImages) {
        return new NodeOffer(node, capacity, state, availability, labels, newImages, foreignContainers, maxInstances);
    }

    /** Returns this offer with another number of containers that are not reserved here. */
    public NodeOffer withForeignContainers(int newForeignContainers) {
        return new NodeOffer(node, capacity, state, availability, labels, images, newForeignContainers, maxInstances);
    }

    /** Returns this offer with another limit of instances. */
    public NodeOffer withMaxInstances(int newMaxInstances) {
        return new NodeOffer(node, capacity, state, availability, labels, images, foreignContainers, newMaxInstances);
    }
}
