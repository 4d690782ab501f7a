package io.humpback.discovery.embedded;

import io.humpback.core.HumpbackException;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.UnreadableStateException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** One connection to a SQLite database. Safe for use by several threads, one of which works at a time. */
final class SqliteDatabase implements AutoCloseable {
    private final Path file;
    private final Connection connection;

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private SqliteDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Opens an existing database so that not one byte of it changes. */
    static SqliteDatabase openReadOnly(Path file, SqliteOptions options) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) options.patience().toMillis());
        return new SqliteDatabase(file, config.createConnection("jdbc:sqlite:" + file));
    }

    /** Opens a database, creating it if need be, so that what it commits survives the loss of power. */
    static SqliteDatabase open(Path file, SqliteOptions options) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout((int) options.patience().toMillis());
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            try (var mode = statement.executeQuery("PRAGMA journal_mode=WAL")) {
                if (!mode.next() || !"wal".equalsIgnoreCase(mode.getString(1))) {
                    throw new SQLException("the file system cannot hold a database with a write-ahead log");
                }
            }
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA wal_autocheckpoint=" + options.checkpointPages());
            if (options.maxPages() > 0) {
                statement.execute("PRAGMA max_page_count=" + options.maxPages());
            }
            return new SqliteDatabase(file, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns what {@code work} reads, all of one moment. */
    synchronized <T> T read(Work<T> work) {
        return within("BEGIN", work);
    }

    /** Returns what {@code work} returns once all it wrote is durable; nothing of it is done if this throws. */
    synchronized <T> T write(Work<T> work) {
        return within("BEGIN IMMEDIATE", work);
    }

    private <T> T within(String begin, Work<T> work) {
        boolean committing = false;
        boolean ended = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute(begin);
            try {
                T result = work.on(connection);
                committing = true;
                statement.execute("COMMIT");
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    rollBack(statement);
                }
            }
        } catch (SQLException e) {
            throw failure(e, committing);
        }
    }

    private static void rollBack(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // After some failures SQLite has rolled back by itself; the failure that led here is the one to tell.
        }
    }

    /** Copies all that was committed from the log into the database's file. */
    synchronized void checkpoint() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw failure(e, false);
        }
    }

    private HumpbackException failure(SQLException e, boolean committing) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        int primary = code.code & 0xff;
        String message = "database failed: file=" + file.getFileName() + ", reason=" + e.getMessage();
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return new UnreadableStateException(file.getFileName().toString(), "the file is damaged: " + code, e);
        }
        boolean surelyNot = primary == SQLiteErrorCode.SQLITE_FULL.code || primary == SQLiteErrorCode.SQLITE_BUSY.code;
        return committing && !surelyNot
                ? KeyValueException.outcomeUnknown(message, e)
                : KeyValueException.notDone(message, e);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e, false);
        }
    }
}
