package io.humpback.discovery.zookeeper;

import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values as ZooKeeper's nodes: a key is a path, a node without data is no key but a folder. Folders in which
 * nothing is left are deleted when it suits. Does not own its connection. Safe for use by several threads.
 */
final class ZooKeeperKeyValueStore implements KeyValueStore {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    private static final Duration LONG_LIMIT = Duration.ofSeconds(30);

    private final ZooKeeperConnection connection;
    private final ZooKeeperSettings settings;
    private volatile boolean closed;

    ZooKeeperKeyValueStore(ZooKeeperConnection connection) {
        this.connection = connection;
        settings = connection.settings();
    }

    /** A call that asks for something. */
    private interface Reading<T> {
        T run(Session session, Deadline deadline) throws RequestException;
    }

    private String path(String key) {
        return "/" + settings.path().state(key);
    }

    /** Returns the path of a folder, whose name ends with a slash. */
    private String folder(String prefix) {
        return path(prefix.substring(0, prefix.length() - 1));
    }

    private String key(String path) {
        return path.substring(settings.root().length() + 1);
    }

    /** Reads, and once more if the connection was lost meanwhile. */
    private <T> T read(Duration limit, Reading<T> reading) {
        Deadline deadline = Deadline.in(limit);
        while (true) {
            try {
                return reading.run(session(deadline), deadline);
            } catch (RequestException e) {
                if (!e.isOfConnection()
                        || deadline.isOver()
                        || Thread.currentThread().isInterrupted()) {
                    throw notDone(e);
                }
            }
        }
    }

    private Session session(Deadline deadline) throws RequestException {
        if (closed) {
            throw KeyValueException.notDone("the store is closed", null);
        }
        return connection.session(deadline);
    }

    @Override
    public @Nullable String get(String key) {
        String path = path(key);
        Optional<Znode> found = read(
                CALL_LIMIT, (session, deadline) -> deadline.await(session.synced(path, asked -> asked.read(path))));
        return value(found);
    }

    private static @Nullable String value(Optional<Znode> found) {
        return found.isPresent() && found.get().hasValue() ? found.get().text() : null;
    }

    /**
     * The head moves with every transaction. So none lies between two reads of the same version of it, nor between
     * anything that this session read in between, since what a session reads never goes back.
     */
    @Override
    public Snapshot snapshot(List<String> prefixes) {
        return read(LONG_LIMIT, (session, deadline) -> {
            String head = path(HEAD);
            Optional<Znode> before = deadline.await(session.synced(head, asked -> asked.read(head)));
            while (true) {
                SortedMap<String, String> values = new TreeMap<>();
                for (String prefix : prefixes) {
                    values.putAll(new Subtree(session, deadline).valuesBelow(folder(prefix)));
                }
                Optional<Znode> after = deadline.await(session.read(head));
                if (lastChange(before) == lastChange(after)) {
                    return new Snapshot(value(after), entries(values));
                }
                before = after;
            }
        });
    }

    private static long lastChange(Optional<Znode> found) {
        return found.map(node -> node.stat().getMzxid()).orElse(-1L);
    }

    private List<Entry> entries(SortedMap<String, String> valuesByPath) {
        List<Entry> entries = new ArrayList<>(valuesByPath.size());
        valuesByPath.forEach((path, value) -> entries.add(new Entry(key(path), value)));
        return entries;
    }

    @Override
    public SortedSet<String> children(String prefix) {
        String folder = folder(prefix);
        return read(LONG_LIMIT, (session, deadline) -> {
            deadline.await(session.sync(folder));
            SortedSet<String> names = new TreeSet<>();
            for (String path : new Subtree(session, deadline).inUse(folder)) {
                names.add(path.substring(folder.length() + 1));
            }
            return names;
        });
    }

    @Override
    public List<Entry> range(String prefix, String after, int limit) {
        return read(LONG_LIMIT, (session, deadline) -> {
            deadline.await(session.sync(folder(prefix)));
            // "" comes before every path, and a key outside of the prefix before or behind all of it.
            String start = after.isEmpty() ? "" : path(after);
            return entries(new Subtree(session, deadline).range(folder(prefix), start, limit));
        });
    }

    @Override
    public boolean transact(Transaction transaction) {
        TransactionPlan plan = TransactionPlan.of(settings, transaction);
        return write(plan, (session, deadline, synced) -> {
            Optional<Znode> head = head(session, deadline, synced);
            if (!Objects.equals(value(head), transaction.expectedHead())) {
                return synced ? Attempt.REFUSED : Attempt.LOOK_AGAIN; // another server may know more
            }
            int version = head.map(node -> node.stat().getVersion()).orElse(0);
            return attempt(session, plan, version, deadline);
        });
    }

    private Optional<Znode> head(Session session, Deadline deadline, boolean synced) throws RequestException {
        String head = path(HEAD);
        try {
            return deadline.await(synced ? session.synced(head, asked -> asked.read(head)) : session.read(head));
        } catch (RequestException e) {
            throw notDone(e); // it only asked
        }
    }

    @Override
    public void put(String key, String value) {
        TransactionPlan plan = TransactionPlan.ofPut(settings, key, value);
        write(plan, (session, deadline, synced) -> attempt(session, plan, -1, deadline));
    }

    private enum Attempt {
        DONE,
        REFUSED,
        /** Refused, or not tried, since what it builds on may be old. */
        LOOK_AGAIN
    }

    /** One attempt to write. */
    private interface Writing {
        Attempt run(Session session, Deadline deadline, boolean synced) throws RequestException;
    }

    private Attempt attempt(Session session, TransactionPlan plan, int headVersion, Deadline deadline)
            throws RequestException {
        SortedMap<String, Optional<Stat>> stats;
        try {
            stats = Folders.each(plan.paths(), session::stat, deadline);
        } catch (RequestException e) {
            throw notDone(e);
        }
        try {
            deadline.await(session.write(plan.operations(stats, headVersion)));
            return Attempt.DONE;
        } catch (RequestException e) {
            if (e.isOfPlan()) {
                return Attempt.LOOK_AGAIN;
            }
            throw e;
        }
    }

    private boolean write(TransactionPlan plan, Writing writing) {
        Deadline deadline = Deadline.in(CALL_LIMIT);
        try {
            Session session = session(deadline);
            Attempt attempt = writing.run(session, deadline, false);
            while (attempt == Attempt.LOOK_AGAIN) {
                attempt = writing.run(session, deadline, true);
            }
            if (attempt == Attempt.DONE) {
                plan.emptied().forEach(folder -> prune(session, folder));
            }
            return attempt == Attempt.DONE;
        } catch (RequestException e) {
            throw failure(e);
        }
    }

    private static KeyValueException failure(RequestException e) {
        return e.maybeDone() ? KeyValueException.outcomeUnknown(String.valueOf(e.getMessage()), e) : notDone(e);
    }

    private static KeyValueException notDone(RequestException e) {
        return KeyValueException.notDone(String.valueOf(e.getMessage()), e);
    }

    @Override
    public void delete(String prefix) {
        Deadline deadline = Deadline.in(LONG_LIMIT);
        try {
            Session session = session(deadline);
            deadline.await(session.sync(folder(prefix)));
            new Subtree(session, deadline).deleteBelow(folder(prefix));
            prune(session, folder(prefix));
        } catch (RequestException e) {
            throw failure(e);
        }
    }

    /** Deletes a folder in which nothing is left, and so those above it. Nobody waits for it, or minds if it fails. */
    private void prune(Session session, String folder) {
        if (!folder.startsWith(path("state") + "/")) {
            return;
        }
        var unused = session.stat(folder).thenAccept(found -> {
            if (found.isPresent()
                    && found.get().getDataLength() == 0
                    && found.get().getNumChildren() == 0) {
                Op delete = Op.delete(folder, found.get().getVersion());
                var unusedToo = session.write(List.of(delete)).thenRun(() -> prune(session, Folders.of(folder)));
            }
        });
    }

    /** Ends this store; the connection stays. */
    @Override
    public void close() {
        closed = true;
    }
}
