package io.humpback.core.spi;

import java.util.Comparator;

/**
 * An announcement that makes no node. Immutable.
 *
 * @param key of the agent, as far as it can be shown in one line
 * @param reason why, in one line, with nothing of the record's content that could be a secret
 */
public record RefusedRecord(String key, String reason) implements Comparable<RefusedRecord> {
    private static final Comparator<RefusedRecord> ORDER =
            Comparator.comparing(RefusedRecord::key).thenComparing(RefusedRecord::reason);

    @Override
    public int compareTo(RefusedRecord other) {
        return ORDER.compare(this, other);
    }
}
