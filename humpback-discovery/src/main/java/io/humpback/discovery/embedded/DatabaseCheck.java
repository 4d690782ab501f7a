package io.humpback.discovery.embedded;

import io.humpback.discovery.BackendException;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.UnreadableStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Reads a database from its begin to its end, without changing it, before anybody relies on it: what it holds is a
 * state that was once committed, or it is refused. Stateless.
 */
final class DatabaseCheck {
    private DatabaseCheck() {}

    /**
     * Returns whether {@code file} holds state.
     *
     * @param expectState whether it must: there was some once
     */
    static boolean check(Path file, SqliteOptions options, boolean expectState) throws IOException {
        boolean hasState = Files.exists(file) && Files.size(file) > 0 && checkContent(file, options);
        if (expectState && !hasState) {
            throw new BackendException(
                    "database is lost: file=" + file + " has no state in it, but its directory once had."
                            + " Maybe restore a copy; to begin anew, use an empty directory",
                    null);
        }
        return hasState;
    }

    private static boolean checkContent(Path file, SqliteOptions options) {
        try (SqliteDatabase database = SqliteDatabase.openReadOnly(file, options)) {
            return database.read(connection -> hasState(file, connection));
        } catch (UnreadableStateException e) {
            throw damaged(file, e.getMessage(), e);
        } catch (KeyValueException | SQLException e) {
            throw new BackendException(
                    "database cannot be read: file=" + file + ", reason=" + e.getMessage()
                            + ". Maybe it belongs to another user",
                    e);
        }
    }

    private static BackendException damaged(Path file, @Nullable String reason, @Nullable Exception cause) {
        return new BackendException(
                "database is damaged or not one of ours: file=" + file + ", reason=" + reason
                        + ". Maybe restore a copy; it was left as it is",
                cause);
    }

    private static boolean hasState(Path file, Connection connection) throws SQLException {
        if (!DocumentTable.exists(connection)) {
            return false; // the process ended while it created the database
        }
        if (DocumentTable.number(connection, "PRAGMA application_id") != DocumentTable.APPLICATION_ID) {
            throw damaged(file, "it belongs to another program", null);
        }
        long layout = DocumentTable.number(connection, "PRAGMA user_version");
        if (layout > DocumentTable.LAYOUT) {
            throw new BackendException(
                    "database was written by a newer Humpback: file=" + file + " has layout " + layout + " (expected: "
                            + DocumentTable.LAYOUT + "). Maybe start that one; it was left as it is",
                    null);
        }
        if (layout != DocumentTable.LAYOUT) {
            throw damaged(file, "it has layout " + layout + " (expected: " + DocumentTable.LAYOUT + ")", null);
        }
        checkStructure(file, connection);
        Checksum expected = DocumentTable.sum(connection);
        Checksum found = sumUp(file, connection);
        if (!found.equals(expected)) {
            throw damaged(
                    file,
                    "its documents are not those of one moment: expected=" + expected.documents() + ", found="
                            + found.documents(),
                    null);
        }
        return DocumentTable.get(connection, KeyValueStore.HEAD) != null;
    }

    private static void checkStructure(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String answer = rows.next() ? rows.getString(1) : "";
            if (!"ok".equals(answer)) {
                throw damaged(file, answer, null);
            }
        }
    }

    private static Checksum sumUp(Path file, Connection connection) throws SQLException {
        Checksum sum = Checksum.NONE;
        String last = "";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT key, value, checksum FROM documents ORDER BY key")) {
            while (rows.next()) {
                String key = DocumentTable.entry(rows).key();
                if (key.compareTo(last) <= 0) {
                    throw damaged(file, "its documents are out of order: key=" + key, null);
                }
                last = key;
                sum = sum.plus(rows.getLong(3));
            }
        }
        return sum;
    }
}
