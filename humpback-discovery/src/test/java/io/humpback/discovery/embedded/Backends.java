package io.humpback.discovery.embedded;

import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Write;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What the tests of this package share. */
final class Backends {
    private Backends() {}

    static EmbeddedBackend open(Path directory) {
        return open(directory, SqliteOptions.DEFAULT);
    }

    static EmbeddedBackend open(Path directory, SqliteOptions options) {
        BackendSettings settings =
                new BackendSettings("test", new ConfiguredNodeDirectory(List.of()), InstantSource.fixed(Instant.EPOCH));
        return EmbeddedBackend.open(directory, settings, options);
    }

    /** Commits on the present head and returns the new one. */
    static Head commit(StateStore store, Write... writes) {
        Head head = store.head();
        Head next = head.next("c" + (head.sequence() + 1));
        if (!store.commit(new Commit(head, next, List.of(writes)))) {
            throw new AssertionError("refused on " + head);
        }
        return next;
    }
}
