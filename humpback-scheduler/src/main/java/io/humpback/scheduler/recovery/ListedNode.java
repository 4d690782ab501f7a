package io.humpback.scheduler.recovery;

import io.humpback.core.Node;
import io.humpback.core.ObservedContainer;
import java.util.List;

/** A node and all containers on it, as it listed them. Immutable. */
public record ListedNode(Node node, List<ObservedContainer> containers) {
    /** Copies the containers. */
    public ListedNode {
        containers = List.copyOf(containers);
    }
}
