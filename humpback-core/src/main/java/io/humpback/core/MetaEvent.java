package io.humpback.core;

import java.util.List;
import java.util.Locale;

/**
 * One of the seven events that tell webhooks what happened. Its content is fixed when it is committed. Immutable.
 *
 * @param sequence the sequence number of the commit that closed the operation; rises over all events of a cluster
 * @param timestampNanos nanoseconds since 1970; rises strictly for the events of one meta
 * @param operation the operation it closed
 * @param meta the meta as the operation left it; its hooks are the event's receivers
 * @param containers the meta's containers as observed then; for a removal as last seen before
 */
public record MetaEvent(
        long sequence,
        long timestampNanos,
        Cause cause,
        OperationId operation,
        Meta meta,
        List<HostedContainer> containers)
        implements Document {
    /** Copies {@code containers} and checks that no number is negative. */
    public MetaEvent {
        Checks.checkNotNegative("sequence", sequence);
        Checks.checkNotNegative("timestampNanos", timestampNanos);
        containers = List.copyOf(containers);
    }

    @Override
    public DocumentKey key() {
        return key(meta.id(), sequence);
    }

    /** Returns the key of the event of {@code meta} with {@code sequence}; keys sort by sequence. */
    public static DocumentKey key(MetaId meta, long sequence) {
        return DocumentKey.of(DocumentKind.EVENT, meta.value(), String.format(Locale.ROOT, "%019d", sequence));
    }
}
