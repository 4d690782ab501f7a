package io.humpback.discovery.consul;

import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values in Consul. A transaction compares when the head was changed last, having seen that it is the expected
 * one. Everything is read from the leader after it has made sure that it still leads. Safe for use by several threads.
 *
 * <p>Consul takes at most 64 operations and 512 kB of JSON in one transaction: a full one of ours has 17 and, with its
 * values in base64, some 370 kB.
 */
final class ConsulKeyValueStore implements KeyValueStore {
    private static final int MAX_OPERATIONS = 64;
    private static final int TRIES = 3;
    /** What every version takes in a URL. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9,_./-]+");

    private final ConsulApi api;
    private final ClusterPath path;
    /** The head that was read or written last, so that a transaction need not read it first. */
    private volatile @Nullable Head known;

    /**
     * A head.
     *
     * @param text null if there is none
     * @param index when it was changed last, 0 if there is none
     */
    private record Head(@Nullable String text, long index) {
        static Head of(@Nullable KvPair pair) {
            return pair == null ? new Head(null, 0) : new Head(pair.text(), pair.modifyIndex());
        }
    }

    ConsulKeyValueStore(ConsulApi api, ClusterPath path) {
        this.api = api;
        this.path = path;
    }

    private Entry entry(KvPair pair) {
        return new Entry(relative(pair.key()), pair.text());
    }

    private String relative(String key) {
        return key.substring(path.root().length() + 1);
    }

    @Override
    public @Nullable String get(String key) {
        return reading(() -> {
            if (key.equals(HEAD)) {
                return readHead().text;
            }
            List<KvPair> found =
                    api.read(List.of(KvOperation.get(path.state(key)))).pairs();
            return found.isEmpty() ? null : found.get(0).text();
        });
    }

    /** This one is refused, rather than empty, where the token may not read. */
    private Head readHead() {
        Head head = Head.of(api.get(path.state(HEAD)));
        known = head;
        return head;
    }

    @Override
    public Snapshot snapshot(List<String> prefixes) {
        if (prefixes.size() >= MAX_OPERATIONS) {
            throw new IllegalArgumentException(
                    "prefixes: " + prefixes.size() + " (expected: less than " + MAX_OPERATIONS + ")");
        }
        List<KvOperation> reads = new ArrayList<>();
        reads.add(KvOperation.getTree(path.state(HEAD))); // unlike "get" no failure if there is none
        new TreeSet<>(prefixes).forEach(prefix -> reads.add(KvOperation.getTree(path.state(prefix))));
        return reading(() -> {
            TreeMap<String, KvPair> pairs = new TreeMap<>();
            done(api.read(reads)).forEach(pair -> pairs.put(pair.key(), pair));
            KvPair head = pairs.remove(path.state(HEAD));
            List<Entry> entries = pairs.values().stream()
                    .map(this::entry)
                    .filter(entry -> prefixes.stream().anyMatch(entry.key()::startsWith))
                    .toList();
            return new Snapshot(Head.of(head).text, entries);
        });
    }

    private static List<KvPair> done(TxnOutcome outcome) {
        if (!outcome.done()) {
            throw new ConsulException(
                    ConsulException.Kind.REFUSED, "consul rolled back: reason=" + outcome.reason(), null);
        }
        return outcome.pairs();
    }

    @Override
    public SortedSet<String> children(String prefix) {
        return reading(() -> {
            SortedSet<String> names = new TreeSet<>();
            for (String key : keys(path.state(prefix), "/")) {
                String name = relative(key).substring(prefix.length());
                int slash = name.indexOf('/');
                names.add(slash < 0 ? name : name.substring(0, slash));
            }
            return names;
        });
    }

    /** Where a version could refuse the prefix, the values are read as well, and thrown away. */
    private List<String> keys(String prefix, String separator) {
        return PLAIN.matcher(prefix).matches()
                ? api.keys(prefix, separator)
                : done(api.read(List.of(KvOperation.getTree(prefix)))).stream()
                        .map(KvPair::key)
                        .toList();
    }

    @Override
    public List<Entry> range(String prefix, String after, int limit) {
        return reading(() -> {
            List<String> chosen = keys(path.state(prefix), "").stream()
                    .filter(key -> relative(key).compareTo(after) > 0)
                    .sorted()
                    .limit(Math.max(0, limit))
                    .toList();
            List<Entry> entries = new ArrayList<>(chosen.size());
            for (int i = 0; i < chosen.size(); i += MAX_OPERATIONS) {
                entries.addAll(read(chosen.subList(i, Math.min(chosen.size(), i + MAX_OPERATIONS))));
            }
            return entries;
        });
    }

    /** If one of them was deleted meanwhile, they are read one by one. */
    private List<Entry> read(List<String> keys) {
        TxnOutcome outcome = api.read(keys.stream().map(KvOperation::get).toList());
        if (outcome.done()) {
            return outcome.pairs().stream().map(this::entry).toList();
        }
        return keys.size() == 1
                ? List.of()
                : keys.stream().flatMap(key -> read(List.of(key)).stream()).toList();
    }

    @Override
    public boolean transact(Transaction transaction) {
        for (int tries = 0; tries < TRIES; tries++) {
            Head head = headFor(transaction);
            if (!Objects.equals(head.text, transaction.expectedHead())) {
                return false;
            }
            known = null; // until it is known what became of this one
            TxnOutcome outcome = writing(() -> api.change(operations(transaction, head.index)));
            if (outcome.done()) {
                noteHead(transaction.nextHead(), outcome);
                return true;
            }
        }
        throw KeyValueException.notDone("consul rolled back a commit on the head that is there", null);
    }

    private Head headFor(Transaction transaction) {
        Head head = known;
        return head != null && Objects.equals(head.text, transaction.expectedHead()) ? head : reading(this::readHead);
    }

    private List<KvOperation> operations(Transaction transaction, long headIndex) {
        List<KvOperation> operations = new ArrayList<>();
        operations.add(KvOperation.cas(path.state(HEAD), transaction.nextHead(), headIndex));
        transaction.puts().forEach((key, text) -> operations.add(KvOperation.set(path.state(key), text)));
        transaction.deletes().forEach(key -> operations.add(KvOperation.delete(path.state(key))));
        return operations;
    }

    private void noteHead(String text, TxnOutcome outcome) {
        for (KvPair pair : outcome.pairs()) {
            if (pair.key().equals(path.state(HEAD))) {
                known = new Head(text, pair.modifyIndex());
            }
        }
    }

    @Override
    public void put(String key, String value) {
        change(KvOperation.set(path.state(key), value));
    }

    @Override
    public void delete(String prefix) {
        change(KvOperation.deleteTree(path.state(prefix)));
    }

    private void change(KvOperation operation) {
        var unused = writing(() -> done(api.changeAgain(List.of(operation))));
    }

    private static <T extends @Nullable Object> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (ConsulException e) {
            throw e.ofRead();
        } catch (IllegalArgumentException e) {
            throw KeyValueException.notDone("consul's answer holds no base64", e);
        }
    }

    private static <T> T writing(Supplier<T> write) {
        try {
            return write.get();
        } catch (ConsulException e) {
            throw e.ofWrite();
        }
    }

    /** The connection is the backend's. */
    @Override
    public void close() {}
}
