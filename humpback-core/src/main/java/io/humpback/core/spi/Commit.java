package io.humpback.core.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A change of the store, done as a whole or not at all. Immutable.
 *
 * @param expected the head that must still be there
 * @param next the head that takes its place
 * @param writes at most {@link #MAX_WRITES}, each key once
 */
public record Commit(Head expected, Head next, List<Write> writes) {
    /** The most documents in one commit: what every backend's transaction can hold beside the head. */
    public static final int MAX_WRITES = 16;

    /** Copies {@code writes} and checks their number, their keys, that the sequence rises by one, or by more where a leader takes over, and that the epoch does not fall. */
    public Commit {
        writes = List.copyOf(writes);
        if (writes.size() > MAX_WRITES) {
            throw new IllegalArgumentException("writes: " + writes.size() + " (expected: at most " + MAX_WRITES + ")");
        }
        Set<Object> keys = new HashSet<>();
        for (Write write : writes) {
            if (!keys.add(write.key())) {
                throw new IllegalArgumentException("write: " + write.key() + " (expected: once)");
            }
        }
        boolean takesOver = next.epoch() == next.sequence() && next.sequence() > expected.sequence();
        if (next.sequence() != expected.sequence() + 1 && !takesOver) {
            throw new IllegalArgumentException(
                    "sequence: " + next.sequence() + " (expected: " + (expected.sequence() + 1) + ")");
        }
        if (next.epoch() < expected.epoch()) {
            throw new IllegalArgumentException(
                    "epoch: " + next.epoch() + " (expected: at least " + expected.epoch() + ")");
        }
    }
}
