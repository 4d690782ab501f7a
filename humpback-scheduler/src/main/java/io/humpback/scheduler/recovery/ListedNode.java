package io.humpback.scheduler.recovery;

import io.humpback.core.Fence;
import io.humpback.core.Node;
import io.humpback.core.ObservedContainer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node and all containers on it, as it listed them. Immutable.
 *
 * @param obeys the cluster, and the newest of its leaders, whose changes its agent takes; null if it has none that says so
 */
public record ListedNode(
        Node node,
        List<ObservedContainer> containers,
        @Nullable Fence obeys) {
    /** Copies the containers. */
    public ListedNode {
        containers = List.copyOf(containers);
    }

    /** Creates a node without an agent that says whom it obeys. */
    public ListedNode(Node node, List<ObservedContainer> containers) {
        this(node, containers, null);
    }
}
