package io.humpback.discovery.embedded;

import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database of a directory that may be another center's at the moment: read as long as it is, and written as well once
 * this center holds it. Safe for use by several threads.
 */
final class StandbyStore implements KeyValueStore {
    private final Path file;
    private final SqliteOptions options;
    private @Nullable SqliteKeyValueStore held;
    private boolean closed;

    StandbyStore(Path directory, SqliteOptions options) {
        this.file = directory.resolve(SqliteKeyValueStore.FILE);
        this.options = options;
    }

    /** Reads and writes {@code store} from now on, which belongs to this one then. */
    synchronized void hold(SqliteKeyValueStore store) {
        if (closed) {
            store.close();
        } else {
            held = store;
        }
    }

    /** Writes nothing from now on; returns when what was being written is. */
    synchronized void release() {
        if (held != null) {
            held.close();
            held = null;
        }
    }

    private synchronized @Nullable SqliteKeyValueStore held() {
        if (closed) {
            throw KeyValueException.notDone("the backend is closed", null);
        }
        return held;
    }

    private KeyValueStore owned() {
        SqliteKeyValueStore owned = held();
        if (owned == null) {
            throw KeyValueException.notDone("another center holds the directory: dir=" + file.getParent(), null);
        }
        return owned;
    }

    /** Reads another center's database without a change to it; before it has made one, there is nothing. */
    private <T> T borrowed(Function<SqliteReads, T> read, T nothing) {
        if (!Files.exists(file)) {
            return nothing;
        }
        try (SqliteDatabase database = SqliteDatabase.openReadOnly(file, options)) {
            return database.read(DocumentTable::exists) ? read.apply(new SqliteReads(database)) : nothing;
        } catch (SQLException e) {
            throw KeyValueException.notDone(
                    "database cannot be read: file=" + file.getFileName() + ", reason=" + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable String get(String key) {
        SqliteKeyValueStore own = held();
        return own == null
                ? borrowed(reads -> Optional.ofNullable(reads.get(key)), Optional.<String>empty())
                        .orElse(null)
                : own.get(key);
    }

    @Override
    public Snapshot snapshot(List<String> prefixes) {
        SqliteKeyValueStore own = held();
        return own == null
                ? borrowed(reads -> reads.snapshot(prefixes), new Snapshot(null, List.of()))
                : own.snapshot(prefixes);
    }

    @Override
    public SortedSet<String> children(String prefix) {
        SqliteKeyValueStore own = held();
        return own == null ? borrowed(reads -> reads.children(prefix), new TreeSet<>()) : own.children(prefix);
    }

    @Override
    public List<Entry> range(String prefix, String after, int limit) {
        SqliteKeyValueStore own = held();
        return own == null
                ? borrowed(reads -> reads.range(prefix, after, limit), List.of())
                : own.range(prefix, after, limit);
    }

    @Override
    public boolean transact(Transaction transaction) {
        return owned().transact(transaction);
    }

    @Override
    public void put(String key, String value) {
        owned().put(key, value);
    }

    @Override
    public void delete(String prefix) {
        owned().delete(prefix);
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
    }
}
