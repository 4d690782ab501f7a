package io.humpback.discovery.embedded;

import io.humpback.discovery.KeyValueStore.Entry;
import io.humpback.discovery.UnreadableStateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of the database, within a transaction that the caller has begun. Stateless. */
final class DocumentTable {
    /** "HUMP" in ASCII: what tells our database from another program's. */
    static final int APPLICATION_ID = 0x48554d50;

    static final String RANGE =
            "SELECT key, value, checksum FROM documents WHERE key > ? AND key < ? ORDER BY key LIMIT ?";
    static final String NEXT = "SELECT key FROM documents WHERE key > ? AND key < ? ORDER BY key LIMIT 1";

    /** The version of the tables' form, apart from that of the documents in them. */
    static final int LAYOUT = 1;

    /** Comes after every key. */
    private static final String END = "\uffff";

    private DocumentTable() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE documents(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL,"
                    + " checksum INTEGER NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE TABLE integrity(id INTEGER PRIMARY KEY CHECK (id = 1),"
                    + " documents INTEGER NOT NULL, checksum INTEGER NOT NULL)");
            statement.execute("INSERT INTO integrity VALUES (1, 0, 0)");
            statement.execute("PRAGMA application_id=" + APPLICATION_ID);
            statement.execute("PRAGMA user_version=" + LAYOUT);
        }
    }

    static boolean exists(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM sqlite_schema") > 0;
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Returns what the table should sum up to. */
    static Checksum sum(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT documents, checksum FROM integrity")) {
            if (!rows.next()) {
                throw new SQLException("the table \"integrity\" has no row");
            }
            return new Checksum(rows.getLong(1), rows.getLong(2));
        }
    }

    static void setSum(Connection connection, Checksum sum) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE integrity SET documents = ?, checksum = ? WHERE id = 1")) {
            update.setLong(1, sum.documents());
            update.setLong(2, sum.sum());
            update.executeUpdate();
        }
    }

    static @Nullable String get(Connection connection, String key) throws SQLException {
        List<Entry> found = find(connection, key);
        return found.isEmpty() ? null : found.get(0).value();
    }

    /** Returns the row under {@code key}, if there is one. */
    static List<Entry> find(Connection connection, String key) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT key, value, checksum FROM documents WHERE key = ?")) {
            select.setString(1, key);
            return entries(select);
        }
    }

    /** Returns the rows whose key begins with {@code prefix} and comes after {@code after}, in order. */
    static List<Entry> range(Connection connection, String prefix, String after, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(RANGE)) {
            select.setString(1, after.compareTo(prefix) > 0 ? after : prefix);
            select.setString(2, prefix + END);
            select.setInt(3, limit);
            return entries(select);
        }
    }

    private static List<Entry> entries(PreparedStatement select) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
        }
        return entries;
    }

    /** Returns the row of key, value and checksum, unless it is damaged. */
    static Entry entry(ResultSet row) throws SQLException {
        String key = row.getString(1);
        String value = row.getString(2);
        if (key == null || value == null || Checksum.of(key, value) != row.getLong(3)) {
            throw new UnreadableStateException(
                    String.valueOf(key), "the row is damaged: its checksum is that of another value", null);
        }
        return new Entry(key, value);
    }

    /** Returns the names after {@code prefix}, jumping from one to the next rather than reading all keys. */
    static SortedSet<String> children(Connection connection, String prefix) throws SQLException {
        SortedSet<String> children = new TreeSet<>();
        try (PreparedStatement next = connection.prepareStatement(NEXT)) {
            next.setString(2, prefix + END);
            String after = prefix;
            while (true) {
                next.setString(1, after);
                try (ResultSet row = next.executeQuery()) {
                    if (!row.next()) {
                        return children;
                    }
                    String key = row.getString(1);
                    int slash = key.indexOf('/', prefix.length());
                    children.add(slash < 0 ? key.substring(prefix.length()) : key.substring(prefix.length(), slash));
                    after = slash < 0 ? key : key.substring(0, slash + 1) + END;
                }
            }
        }
    }

    /** Puts a row and returns what {@code sum} becomes by it. */
    static Checksum put(Connection connection, Checksum sum, String key, String value) throws SQLException {
        Checksum rest = delete(connection, sum, key);
        long checksum = Checksum.of(key, value);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO documents VALUES (?, ?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, value);
            insert.setLong(3, checksum);
            insert.executeUpdate();
        }
        return rest.plus(checksum);
    }

    /** Deletes a row, if it is there, and returns what {@code sum} becomes by it. */
    static Checksum delete(Connection connection, Checksum sum, String key) throws SQLException {
        long checksum;
        try (PreparedStatement select = connection.prepareStatement("SELECT checksum FROM documents WHERE key = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return sum;
                }
                checksum = row.getLong(1);
            }
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM documents WHERE key = ?")) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
        return sum.minus(checksum);
    }
}
