package io.humpback.discovery.embedded;

import io.humpback.core.HumpbackException;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys and values in one SQLite database, {@value #FILE}. Safe for use by several threads. */
final class SqliteKeyValueStore implements KeyValueStore {
    /** The database's file; operators may open it to read, {@code SELECT value FROM documents WHERE key = …}. */
    static final String FILE = "humpback.db";

    private static final Logger log = LoggerFactory.getLogger(SqliteKeyValueStore.class);

    private final SqliteDatabase database;
    private final SqliteReads reads;
    private final DirectoryLock lock;

    private SqliteKeyValueStore(SqliteDatabase database, DirectoryLock lock) {
        this.database = database;
        this.reads = new SqliteReads(database);
        this.lock = lock;
    }

    /** Opens the database in the locked directory, having read all of it; creates it where there never was one. */
    static SqliteKeyValueStore open(DirectoryLock lock, SqliteOptions options) {
        Path file = lock.directory().resolve(FILE);
        try {
            boolean hasState = DatabaseCheck.check(file, options, lock.isMarked());
            SqliteDatabase database = SqliteDatabase.open(file, options);
            boolean opened = false;
            try {
                SqliteKeyValueStore store = new SqliteKeyValueStore(database, lock);
                store.prepare(hasState);
                opened = true;
                return store;
            } finally {
                if (!opened) {
                    database.close();
                }
            }
        } catch (KeyValueException | SQLException | IOException e) {
            throw new BackendException(
                    "database cannot be opened: file=" + file + ", reason=" + e.getMessage()
                            + ". Maybe it belongs to another user, or the disk is full or read-only",
                    e);
        }
    }

    private void prepare(boolean hasState) throws IOException {
        boolean created = database.write(connection -> {
            boolean missing = !DocumentTable.exists(connection);
            if (missing) {
                DocumentTable.create(connection);
            }
            return missing;
        });
        if (created) {
            database.checkpoint();
            syncDirectory();
        }
        if (hasState && !lock.isMarked()) {
            lock.mark();
        }
    }

    /** A new file survives the loss of power only if the directory that names it does. */
    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(lock.directory(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public @Nullable String get(String key) {
        return reads.get(key);
    }

    @Override
    public Snapshot snapshot(List<String> prefixes) {
        return reads.snapshot(prefixes);
    }

    @Override
    public SortedSet<String> children(String prefix) {
        return reads.children(prefix);
    }

    @Override
    public List<Entry> range(String prefix, String after, int limit) {
        return reads.range(prefix, after, limit);
    }

    @Override
    public boolean transact(Transaction transaction) {
        boolean done = database.write(connection -> {
            if (!Objects.equals(DocumentTable.get(connection, HEAD), transaction.expectedHead())) {
                return false;
            }
            Checksum sum = DocumentTable.sum(connection);
            sum = DocumentTable.put(connection, sum, HEAD, transaction.nextHead());
            for (var put : transaction.puts().entrySet()) {
                sum = DocumentTable.put(connection, sum, put.getKey(), put.getValue());
            }
            for (String key : transaction.deletes()) {
                sum = DocumentTable.delete(connection, sum, key);
            }
            DocumentTable.setSum(connection, sum);
            return true;
        });
        if (done && transaction.expectedHead() == null) {
            markFirst();
        }
        return done;
    }

    /**
     * From the first commit on, an empty database is one that was lost. The commit goes to the database's own file first,
     * so that it is there even if the log is not.
     */
    private void markFirst() {
        try {
            database.checkpoint();
            lock.mark();
        } catch (HumpbackException | IOException e) {
            log.warn("the first commit is done, but not noted in the lock's file; the next start does it", e);
        }
    }

    @Override
    public void put(String key, String value) {
        database.write(connection -> {
            DocumentTable.setSum(connection, DocumentTable.put(connection, DocumentTable.sum(connection), key, value));
            return true;
        });
    }

    @Override
    public void delete(String prefix) {
        database.write(connection -> {
            Checksum sum = DocumentTable.sum(connection);
            for (Entry entry : DocumentTable.range(connection, prefix, prefix, Integer.MAX_VALUE)) {
                sum = DocumentTable.delete(connection, sum, entry.key());
            }
            DocumentTable.setSum(connection, sum);
            return true;
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
