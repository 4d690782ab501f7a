package io.humpback.discovery.embedded;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.KeyValueStateStore;
import io.humpback.discovery.UnitedNodeDirectory;
import java.nio.file.Path;

/** One directory, its lock and its database. Safe for use by several threads. */
final class EmbeddedBackend implements Backend {
    private final DirectoryLock lock;
    private final SqliteKeyValueStore store;
    private final UnitedNodeDirectory directory;

    private EmbeddedBackend(DirectoryLock lock, SqliteKeyValueStore store, BackendSettings settings) {
        this.lock = lock;
        this.store = store;
        this.directory = UnitedNodeDirectory.of(settings.configured(), settings.joined());
    }

    static EmbeddedBackend open(Path directory, BackendSettings settings, SqliteOptions options) {
        DirectoryLock lock = DirectoryLock.acquire(directory);
        boolean opened = false;
        try {
            SqliteKeyValueStore store = SqliteKeyValueStore.open(lock, options);
            opened = true;
            return new EmbeddedBackend(lock, store, settings);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    @Override
    public StateStore stateStore() {
        return KeyValueStateStore.on(store);
    }

    @Override
    public LeaderElection election(String address) {
        return new SoleCandidate(address, lock);
    }

    @Override
    public NodeDirectory directory() {
        return directory;
    }

    @Override
    public void close() {
        directory.close();
        store.close();
        lock.close();
    }
}
