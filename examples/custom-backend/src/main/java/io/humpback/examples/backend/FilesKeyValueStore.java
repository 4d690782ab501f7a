package io.humpback.examples.backend;

import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A file for each key. One call at a time, among all processes, so that each sees whole transactions. */
final class FilesKeyValueStore implements KeyValueStore {
    private final SharedDirectory directory;
    private volatile boolean closed;

    FilesKeyValueStore(SharedDirectory directory) {
        this.directory = directory;
    }

    /** Does {@code action} after what another process has decided and not finished. It has no effect if it fails. */
    private <T> T call(SharedDirectory.Action<T> action) {
        if (closed) {
            throw KeyValueException.notDone("the backend is closed", null);
        }
        try {
            return directory.locked(root -> {
                Redo.finish(root);
                return action.run(root);
            });
        } catch (IOException e) {
            throw KeyValueException.notDone(SharedDirectory.reason(e), e);
        }
    }

    private void change(SharedDirectory.Change change) {
        boolean unused = call(root -> {
            begun(root, change);
            return true;
        });
    }

    /** Does what may have its effect even if it fails. */
    private static void begun(Path root, SharedDirectory.Change change) {
        try {
            change.run(root);
        } catch (IOException e) {
            throw KeyValueException.outcomeUnknown(SharedDirectory.reason(e), e);
        }
    }

    private static Optional<String> value(Path root, String key) throws IOException {
        try {
            return Optional.of(Files.readString(KeyFiles.file(root, key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static List<Entry> entries(Path root, Iterable<String> keys) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String key : keys) {
            entries.add(new Entry(key, value(root, key).orElse("")));
        }
        return entries;
    }

    @Override
    public @Nullable String get(String key) {
        return call(root -> value(root, key)).orElse(null);
    }

    @Override
    public Snapshot snapshot(List<String> prefixes) {
        return call(root -> {
            SortedSet<String> keys = new TreeSet<>();
            for (String prefix : prefixes) {
                keys.addAll(KeyFiles.keys(root, prefix));
            }
            return new Snapshot(value(root, HEAD).orElse(null), entries(root, keys));
        });
    }

    @Override
    public SortedSet<String> children(String prefix) {
        return call(root -> KeyFiles.children(root, prefix));
    }

    @Override
    public List<Entry> range(String prefix, String after, int limit) {
        return call(root -> entries(
                root,
                KeyFiles.keys(root, prefix).stream()
                        .filter(key -> key.compareTo(after) > 0)
                        .limit(limit)
                        .toList()));
    }

    /** Refused or not done until the redo file is being written; from then on nobody but the next reader can say. */
    @Override
    public boolean transact(Transaction transaction) {
        return call(root -> {
            boolean asExpected = value(root, HEAD).equals(Optional.ofNullable(transaction.expectedHead()));
            if (asExpected) {
                begun(root, there -> {
                    Redo.of(transaction).write(there);
                    Redo.finish(there);
                });
            }
            return asExpected;
        });
    }

    @Override
    public void put(String key, String value) {
        change(root -> SharedDirectory.write(KeyFiles.file(root, key), value.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void delete(String prefix) {
        change(root -> {
            for (String key : KeyFiles.keys(root, prefix)) {
                SharedDirectory.remove(KeyFiles.file(root, key));
            }
        });
    }

    @Override
    public void close() {
        closed = true;
    }
}
