package io.humpback.discovery;

import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.Write;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Does commits, one at a time, and finds out what became of them. Not safe for use by several threads. */
final class Committer {
    private final KeyValueStore store;
    private final DocumentCodec codec;
    private final ChunkSets chunks;
    private final HeadContinuity continuity;
    /** What the head was when it was last seen, so that a commit need not read it first; null if that is not known. */
    private @Nullable StoredHead known;

    /** What is known of a commit, by the head that is there now. */
    private enum Outcome {
        DONE,
        NOT_YET,
        NEVER,
        /** Others have committed since, on top of it or in its place. */
        BURIED,
        /** The head cannot be read. */
        NOT_KNOWN
    }

    Committer(KeyValueStore store, DocumentCodec codec, HeadContinuity continuity) {
        this.store = store;
        this.codec = codec;
        this.continuity = continuity;
        this.chunks = new ChunkSets(store, codec);
    }

    /** Takes note of what was just loaded. */
    void loaded(StoredHead head, Collection<String> chunkKeys, Map<String, String> usedSets) {
        known = head;
        chunks.adopt(head.head(), chunkKeys, usedSets);
    }

    /** See {@link io.humpback.core.spi.StateStore#commit}. */
    boolean commit(Commit commit) {
        StoredHead head = headFor(commit);
        if (!head.head().equals(commit.expected())) {
            return false;
        }
        known = null; // until it is known what became of this one
        Map<String, String> usedSets = new HashMap<>();
        Transaction transaction = prepare(commit, head, usedSets);
        if (!attempt(commit, transaction)) {
            return false;
        }
        known = new StoredHead(commit.next(), transaction.nextHead());
        continuity.note(commit.next());
        for (Write write : commit.writes()) {
            String key = StateKeys.of(write.key());
            chunks.deleteOrphans(commit.next(), key, usedSets.getOrDefault(key, ""));
        }
        return true;
    }

    private StoredHead headFor(Commit commit) {
        StoredHead head = known;
        if (head == null || !head.head().equals(commit.expected())) {
            try {
                head = readHead();
            } catch (KeyValueException e) {
                throw unavailable(e);
            }
            known = head;
        }
        return head;
    }

    private StoredHead readHead() {
        Head floor = continuity.floor();
        String text = store.get(KeyValueStore.HEAD);
        StoredHead head = new StoredHead(codec.decodeHead(text), text);
        continuity.check(head.head(), floor);
        return head;
    }

    /** Encodes the commit; the largest documents become chunks until the rest fits into one transaction. */
    private Transaction prepare(Commit commit, StoredHead head, Map<String, String> usedSets) {
        SortedMap<String, String> puts = new TreeMap<>();
        SortedSet<String> deletes = new TreeSet<>();
        for (Write write : commit.writes()) {
            if (write instanceof Write.Put put) {
                puts.put(StateKeys.of(put.key()), codec.encode(put.document()));
            } else {
                deletes.add(StateKeys.of(write.key()));
            }
        }
        String next = codec.encode(commit.next());
        long room = Transaction.MAX_BYTES - Transaction.size(KeyValueStore.HEAD, next);
        while (Transaction.size(puts, deletes) > room) {
            String largest = puts.entrySet().stream()
                    .max(Comparator.comparing(put -> put.getValue().length()))
                    .orElseThrow()
                    .getKey();
            usedSets.put(largest, ChunkSets.setOf(commit.next()));
            puts.put(largest, writeChunks(commit, largest, puts.get(largest)));
        }
        return new Transaction(head.text(), next, puts, deletes);
    }

    private String writeChunks(Commit commit, String key, @Nullable String text) {
        if (text == null || Manifest.isIn(text)) {
            throw new IllegalArgumentException("writes: keys too long (expected: fit into one transaction)");
        }
        try {
            return chunks.write(key, ChunkSets.setOf(commit.next()), text);
        } catch (KeyValueException e) {
            throw unavailable(e); // nothing is published, whatever became of the chunks
        }
    }

    private boolean attempt(Commit commit, Transaction transaction) {
        try {
            // A client that sends a request again by itself may be refused by its own first one.
            return store.transact(transaction) || outcome(commit) == Outcome.DONE;
        } catch (KeyValueException e) {
            if (e.isOutcomeUnknown()) {
                return settle(commit, transaction, e);
            }
            throw unavailable(e);
        }
    }

    /**
     * Tries a second time if the expected head is still there: the first attempt may yet arrive, so that nobody could say
     * that it was not done. As both are the same transaction, it does not matter which of the two is.
     */
    private boolean settle(Commit commit, Transaction transaction, KeyValueException first) {
        Outcome outcome = outcome(commit);
        if (outcome == Outcome.NOT_YET) {
            try {
                if (store.transact(transaction)) {
                    return true;
                }
            } catch (KeyValueException second) {
                first.addSuppressed(second);
            }
            outcome = outcome(commit);
        }
        return switch (outcome) {
            case DONE -> true;
            case NEVER -> false;
            case NOT_YET, BURIED, NOT_KNOWN ->
                throw new StoreOutcomeUnknownException(commit.next().commitId(), first);
        };
    }

    private Outcome outcome(Commit commit) {
        Head head;
        try {
            head = readHead().head();
        } catch (KeyValueException e) {
            return Outcome.NOT_KNOWN;
        }
        if (head.equals(commit.next())) {
            return Outcome.DONE;
        }
        if (head.equals(commit.expected())) {
            return Outcome.NOT_YET;
        }
        return head.sequence() > commit.next().sequence() ? Outcome.BURIED : Outcome.NEVER;
    }

    private static StoreUnavailableException unavailable(KeyValueException e) {
        return new StoreUnavailableException("state cannot be written: reason=" + e.getMessage(), e);
    }
}
