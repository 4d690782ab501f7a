package io.humpback.discovery.embedded;

import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.KeyValueStore.Entry;
import io.humpback.discovery.KeyValueStore.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a database, each time as of one moment; as {@link KeyValueStore} says. Safe for use by several threads.
 *
 * @param database with its tables
 */
record SqliteReads(SqliteDatabase database) {
    @Nullable
    String get(String key) {
        List<Entry> found = database.read(connection -> DocumentTable.find(connection, key));
        return found.isEmpty() ? null : found.get(0).value();
    }

    Snapshot snapshot(List<String> prefixes) {
        return database.read(connection -> {
            List<Entry> entries = new ArrayList<>();
            for (String prefix : prefixes.stream().sorted().toList()) {
                entries.addAll(DocumentTable.range(connection, prefix, prefix, Integer.MAX_VALUE));
            }
            return new Snapshot(DocumentTable.get(connection, KeyValueStore.HEAD), entries);
        });
    }

    SortedSet<String> children(String prefix) {
        return database.read(connection -> DocumentTable.children(connection, prefix));
    }

    List<Entry> range(String prefix, String after, int limit) {
        return database.read(connection -> DocumentTable.range(connection, prefix, after, limit));
    }
}
