package io.humpback.examples.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import io.humpback.discovery.UnreadableStateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A transaction that is decided: one file, and its rename is the moment from which on the transaction is done, though the
 * files that it writes are still to follow. Whoever comes next, after a kill at any point, does what is left; to do it
 * twice is to do it once.
 *
 * @param head the new head
 * @param puts values by key
 * @param deletes keys
 */
record Redo(String head, SortedMap<String, String> puts, SortedSet<String> deletes) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILE = "redo.json";

    static Redo of(Transaction transaction) {
        return new Redo(transaction.nextHead(), transaction.puts(), transaction.deletes());
    }

    /** Decides it. */
    void write(Path root) throws IOException {
        SharedDirectory.write(root.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    /** Does what was decided and is not known to be done. */
    static void finish(Path root) throws IOException {
        Path file = root.resolve(FILE);
        if (Files.exists(file)) {
            read(file).apply(root);
            SharedDirectory.remove(file);
        }
    }

    private static Redo read(Path file) throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(file), Redo.class);
        } catch (JsonProcessingException e) {
            throw new UnreadableStateException(FILE, "it is damaged. Maybe restore the directory from a copy", null);
        }
    }

    private void apply(Path root) throws IOException {
        for (var put : puts.entrySet()) {
            SharedDirectory.write(
                    KeyFiles.file(root, put.getKey()), put.getValue().getBytes(StandardCharsets.UTF_8));
        }
        for (String key : deletes) {
            SharedDirectory.remove(KeyFiles.file(root, key));
        }
        SharedDirectory.write(KeyFiles.file(root, KeyValueStore.HEAD), head.getBytes(StandardCharsets.UTF_8));
    }
}
