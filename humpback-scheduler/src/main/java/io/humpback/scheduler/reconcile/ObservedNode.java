package io.humpback.scheduler.reconcile;

import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A node and its containers as they were seen last. Immutable.
 *
 * @param reason why it is in its state, empty if that needs no words
 * @param listTicket the ticket at which the last list of its containers that succeeded was begun; 0 if none did since
 *     it was reachable. See {@link CallMemory} for tickets
 * @param containers ordered by id
 * @param answers whether it answered its last probe, so that it can be asked, whatever its state
 * @param unstable whether it was lost and found so often lately that it takes instances only after all others
 * @param silentSince since when this leader has had no word of it at all; {@link Instant#MAX} if it has, be it that its
 *     engine is dead
 */
public record ObservedNode(
        Node node,
        NodeState state,
        String reason,
        long listTicket,
        List<ObservedContainer> containers,
        boolean answers,
        boolean unstable,
        Instant silentSince) {
    private static final Comparator<ObservedContainer> BY_ID = Comparator.comparing(ObservedContainer::id);

    /** Copies {@code containers} in order, so that no decision depends on how an engine lists them. */
    public ObservedNode {
        containers = containers.stream().sorted(BY_ID).toList();
    }

    /** Creates a stable node that answers if it is healthy. */
    public ObservedNode(
            Node node, NodeState state, String reason, long listTicket, List<ObservedContainer> containers) {
        this(
                node,
                state,
                reason,
                listTicket,
                containers,
                state == NodeState.HEALTHY,
                false,
                state == NodeState.DOWN ? Instant.EPOCH : Instant.MAX);
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
        return answers && listTicket > 0;
    }
}
