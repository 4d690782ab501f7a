package io.humpback.scheduler.reconcile;

import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import java.util.Comparator;
import java.util.List;

/**
 * A node and its containers as they were seen last. Immutable.
 *
 * @param reason why it is in its state, empty if that needs no words
 * @param listTicket the ticket at which the last list of its containers that succeeded was begun; 0 if none did since
 *     it was reachable. See {@link CallMemory} for tickets
 * @param containers ordered by id
 */
public record ObservedNode(
        Node node, NodeState state, String reason, long listTicket, List<ObservedContainer> containers) {
    private static final Comparator<ObservedContainer> BY_ID = Comparator.comparing(ObservedContainer::id);

    /** Copies {@code containers} in order, so that no decision depends on how an engine lists them. */
    public ObservedNode {
        containers = containers.stream().sorted(BY_ID).toList();
    }

    /** Returns whether it is not known what it holds though it may be there. */
    public boolean isUnseen() {
        return listTicket == 0 && !isAway();
    }

    /** Returns whether it is known that nothing can be asked of it for the time being. */
    public boolean isAway() {
        return state == NodeState.DOWN || state == NodeState.UNREACHABLE;
    }

    /** Returns whether calls may be sent to it and what it shows is up to date. */
    public boolean isUsable() {
        return state == NodeState.HEALTHY && listTicket > 0;
    }
}
