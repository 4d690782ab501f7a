package io.humpback.core;

import java.util.List;

/**
 * How an operation ended. Immutable.
 *
 * @param meta the meta as the operation left it, or as it was before its removal
 * @param items one for each instance that the operation concerned, ordered by index
 * @param containers the meta's containers as observed when it closed; for a removal those that are gone
 */
public record OperationResult(OperationId operation, Meta meta, List<Item> items, List<HostedContainer> containers) {
    /** How far the operation came with one instance. */
    public enum Outcome {
        /** It is as was asked. */
        DONE,
        /** It could not be done; the reason says why. What is desired stays, so the loop tries again. */
        FAILED,
        /** It is committed and will be done when its node is back. */
        WAITING,
        /** Not known at the deadline; the loop goes on. */
        UNKNOWN
    }

    /**
     * The outcome for one instance.
     *
     * @param index 0 for the meta as a whole
     * @param nodeName the node's name, empty where no node was found
     * @param nodeAddress the node's address, empty where no node was found
     * @param containerId the container's id, empty if there is none
     * @param reason why it is not done, empty if it is
     */
    public record Item(
            int index,
            String containerName,
            String nodeName,
            String nodeAddress,
            String containerId,
            Outcome outcome,
            String reason) {}

    /** Copies the lists. */
    public OperationResult {
        items = List.copyOf(items);
        containers = List.copyOf(containers);
    }

    /** Returns whether every instance is as was asked. */
    public boolean isComplete() {
        return items.stream().allMatch(item -> item.outcome() == Outcome.DONE);
    }

    /** Returns whether nothing at all was done or may still be under way. */
    public boolean isFailed() {
        return !items.isEmpty() && items.stream().allMatch(item -> item.outcome() == Outcome.FAILED);
    }
}
