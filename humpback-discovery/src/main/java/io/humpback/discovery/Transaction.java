package io.humpback.discovery;

import com.google.common.base.Utf8;
import io.humpback.core.spi.Commit;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One change of a {@link KeyValueStore}, done as a whole if the head is the expected one. Immutable.
 *
 * @param expectedHead the value that the head must have, null if there must be none
 * @param nextHead the value that it gets
 * @param puts values by key
 * @param deletes keys without slash at their end; those that don't exist are no failure
 */
public record Transaction(
        @Nullable String expectedHead, String nextHead, SortedMap<String, String> puts, SortedSet<String> deletes) {
    /** The most bytes of keys and values in one transaction: what every backend takes in one request. */
    public static final int MAX_BYTES = 256 * 1024;

    /** Copies the collections and checks the limits. */
    public Transaction {
        puts = Collections.unmodifiableSortedMap(new TreeMap<>(puts));
        deletes = Collections.unmodifiableSortedSet(new TreeSet<>(deletes));
        int writes = puts.size() + deletes.size();
        if (writes > Commit.MAX_WRITES) {
            throw new IllegalArgumentException("writes: " + writes + " (expected: at most " + Commit.MAX_WRITES + ")");
        }
        if (!Collections.disjoint(puts.keySet(), deletes)) {
            throw new IllegalArgumentException("deletes: " + deletes + " (expected: none of " + puts.keySet() + ")");
        }
        long bytes = size(KeyValueStore.HEAD, nextHead) + size(puts, deletes);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: at most " + MAX_BYTES + ")");
        }
    }

    /** Returns the bytes that these take in a transaction. */
    static long size(SortedMap<String, String> puts, Set<String> deletes) {
        long bytes = 0;
        for (var put : puts.entrySet()) {
            bytes += size(put.getKey(), put.getValue());
        }
        for (String key : deletes) {
            bytes += key.length();
        }
        return bytes;
    }

    /** Returns the bytes that one put takes in a transaction. */
    static long size(String key, String value) {
        return (long) key.length() + Utf8.encodedLength(value);
    }
}
