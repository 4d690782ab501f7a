package io.humpback.discovery;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The little that a backend must be able to do so that {@link KeyValueStateStore} can keep the state in it. Keys are
 * paths in ASCII, such as {@code state/metas/m1}; they are ordered by their bytes. Values are JSON text of at most
 * {@link #MAX_VALUE_BYTES}. A prefix ends with a slash. Safe for use by several threads.
 *
 * <p>Reads see every write that was finished before they began. Every call ends by itself, in time or with a
 * {@link KeyValueException}, which says of a write whether its outcome is unknown.
 */
public interface KeyValueStore extends AutoCloseable {
    /** The key of the head. */
    String HEAD = "state/head";
    /** The largest value, in bytes of UTF-8: what every backend takes in one request. */
    int MAX_VALUE_BYTES = 256 * 1024;

    /** A key and its value. */
    record Entry(String key, String value) {}

    /**
     * What was stored at one moment. Immutable.
     *
     * @param head the value of {@link #HEAD}, null if there is none
     * @param entries ordered by key, each once
     */
    record Snapshot(@Nullable String head, List<Entry> entries) {
        /** Copies {@code entries}. */
        public Snapshot {
            entries = List.copyOf(entries);
        }
    }

    /** Returns the value of {@code key}, null if there is none. */
    @Nullable
    String get(String key);

    /**
     * Returns the head and everything below {@code prefixes}, all as of one moment: no transaction lies between any two
     * of them.
     */
    Snapshot snapshot(List<String> prefixes);

    /**
     * Returns the names that follow {@code prefix} in stored keys, up to the next slash: for {@code a/} and the keys
     * {@code a/b}, {@code a/c/d} and {@code a/c/e} these are {@code b} and {@code c}. Reads no values.
     */
    SortedSet<String> children(String prefix);

    /**
     * Returns the entries below {@code prefix} whose key comes after {@code after}, in order, at most {@code limit}.
     * Reads no others.
     */
    List<Entry> range(String prefix, String after, int limit);

    /**
     * Does {@code transaction} as a whole if the head still has the expected value. Returns false, without effect, if it
     * has another. What is done survives the loss of power.
     */
    boolean transact(Transaction transaction);

    /** Puts one value outside of any transaction; it is durable when this returns. */
    void put(String key, String value);

    /** Deletes everything below {@code prefix} outside of any transaction. */
    void delete(String prefix);

    /** Releases all resources. Repeated calls do nothing. */
    @Override
    void close();
}
