package io.humpback.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that was begun and not yet finished: opened with its intent, closed with its event. Immutable.
 *
 * @param meta the meta as the operation leaves it, or as it was before its removal
 * @param indexes the instances that it concerns, in order
 * @param action what {@link Cause#OPERATE} asks for, as a word of the API; else how it is done, empty for the usual way
 * @param openedAt when it was committed
 * @param deadline when it closes with what is known by then
 * @param lastSeen the containers that it takes away, as they were seen before it: all of a removal, some of a
 *     scale-down
 * @param rollOut how far it has come where it replaces instances by ones of another configuration, else null
 */
public record Operation(
        OperationId id,
        Cause cause,
        Meta meta,
        List<Integer> indexes,
        String action,
        Instant openedAt,
        Instant deadline,
        List<HostedContainer> lastSeen,
        @Nullable RollOutProgress rollOut)
        implements Document, Comparable<Operation> {
    /** Copies the lists. */
    public Operation {
        indexes = indexes.stream().sorted().distinct().toList();
        lastSeen = List.copyOf(lastSeen);
    }

    /** Creates an operation that is no roll-out. */
    public Operation(
            OperationId id,
            Cause cause,
            Meta meta,
            List<Integer> indexes,
            String action,
            Instant openedAt,
            Instant deadline,
            List<HostedContainer> lastSeen) {
        this(id, cause, meta, indexes, action, openedAt, deadline, lastSeen, null);
    }

    /** Returns this roll-out further on, with another batch, and the containers that it still takes away. */
    public Operation at(
            RollOutProgress progress, Meta newMeta, List<Integer> batch, List<HostedContainer> leaving, Instant until) {
        return new Operation(id, cause, newMeta, batch, action, openedAt, until, leaving, progress);
    }

    /** Returns the id of its meta. */
    public MetaId metaId() {
        return meta.id();
    }

    /** Ordered by opening, then by id. */
    @Override
    public int compareTo(Operation other) {
        int byTime = openedAt.compareTo(other.openedAt);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.OPERATION, id.value());
    }
}
