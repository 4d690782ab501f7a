package io.humpback.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The committed reason to remove every container of a meta that is gone, also from a node that returns late. Immutable.
 *
 * @param containerIds Docker ids of adopted containers whose labels do not name the meta
 */
public record Tombstone(MetaId metaId, Set<String> containerIds, Instant createdAt) implements Document {
    /** How long a tombstone is kept. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    /** Copies {@code containerIds} in order. */
    public Tombstone {
        containerIds = SortedCopy.of(containerIds);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.TOMBSTONE, metaId.value());
    }
}
