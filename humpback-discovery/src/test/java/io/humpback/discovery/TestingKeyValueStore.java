package io.humpback.discovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keys and values in memory, with the faults of a network. Safe for use by several threads. */
final class TestingKeyValueStore implements KeyValueStore {
    /** What becomes of one transaction. */
    enum Fate {
        /** It is done, and its answer arrives. */
        DONE,
        /** It surely has no effect. */
        REFUSED,
        /** It never arrives, and nobody can tell. */
        LOST,
        /** It is done, but its answer is lost. */
        ANSWER_LOST,
        /** It is done, but the client sends it twice and gets the second answer. */
        SENT_TWICE,
        /** It is done right before the next request, and its answer is lost. */
        LATE
    }

    final TreeMap<String, String> values = new TreeMap<>();
    /** Every key whose value was read. */
    final List<String> read = new ArrayList<>();
    /** Number of changes. */
    int changes;
    /** The fates of the next transactions; {@link Fate#DONE} when there is none. */
    final Deque<Fate> fates = new ArrayDeque<>();
    /** Run once, before the next transaction. */
    Runnable beforeTransaction = () -> {};
    /** Run once, after the next transaction. */
    Runnable afterTransaction = () -> {};

    boolean readsFail;
    boolean putsFail;
    boolean deletesFail;

    private Runnable late = () -> {};

    private synchronized void arrive() {
        Runnable now = late;
        late = () -> {};
        now.run();
    }

    private void note(Entry entry) {
        if (readsFail) {
            throw KeyValueException.notDone("no answer", null);
        }
        read.add(entry.key());
    }

    @Override
    public synchronized String get(String key) {
        if (readsFail) {
            throw KeyValueException.notDone("no answer", null);
        }
        read.add(key);
        return values.get(key);
    }

    @Override
    public synchronized Snapshot snapshot(List<String> prefixes) {
        TreeSet<String> sorted = new TreeSet<>(prefixes);
        List<Entry> entries = new ArrayList<>();
        sorted.forEach(prefix -> entries.addAll(range(prefix, prefix, Integer.MAX_VALUE)));
        return new Snapshot(get(HEAD), entries);
    }

    @Override
    public synchronized SortedSet<String> children(String prefix) {
        SortedSet<String> children = new TreeSet<>();
        for (String key : values.keySet()) {
            if (key.startsWith(prefix)) {
                children.add(key.substring(prefix.length()).replaceFirst("/.*", ""));
            }
        }
        return children;
    }

    @Override
    public synchronized List<Entry> range(String prefix, String after, int limit) {
        List<Entry> entries = values.tailMap(after, false).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .limit(limit)
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
        entries.forEach(this::note);
        return entries;
    }

    @Override
    public boolean transact(Transaction transaction) {
        once(beforeTransaction, () -> beforeTransaction = () -> {});
        arrive();
        try {
            return transact(transaction, fates.isEmpty() ? Fate.DONE : fates.poll());
        } finally {
            once(afterTransaction, () -> afterTransaction = () -> {});
        }
    }

    private static void once(Runnable hook, Runnable clear) {
        clear.run();
        hook.run();
    }

    private synchronized boolean transact(Transaction transaction, Fate fate) {
        switch (fate) {
            case DONE -> {
                return apply(transaction);
            }
            case SENT_TWICE -> {
                apply(transaction);
                return apply(transaction);
            }
            case REFUSED -> throw KeyValueException.notDone("out of space", null);
            case ANSWER_LOST -> apply(transaction);
            case LATE -> late = () -> apply(transaction);
            case LOST -> {}
        }
        throw KeyValueException.outcomeUnknown("no answer", null);
    }

    private boolean apply(Transaction transaction) {
        if (!Objects.equals(values.get(HEAD), transaction.expectedHead())) {
            return false;
        }
        changes++;
        values.put(HEAD, transaction.nextHead());
        values.putAll(transaction.puts());
        values.keySet().removeAll(transaction.deletes());
        return true;
    }

    @Override
    public synchronized void put(String key, String value) {
        if (putsFail) {
            throw KeyValueException.outcomeUnknown("no answer", null);
        }
        changes++;
        values.put(key, value);
    }

    @Override
    public synchronized void delete(String prefix) {
        if (deletesFail) {
            throw KeyValueException.outcomeUnknown("no answer", null);
        }
        changes++;
        values.keySet().removeIf(key -> key.startsWith(prefix));
    }

    @Override
    public void close() {}
}
