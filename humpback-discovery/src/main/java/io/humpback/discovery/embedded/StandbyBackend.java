package io.humpback.discovery.embedded;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.KeyValueStateStore;
import io.humpback.discovery.UnitedNodeDirectory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One directory that several centers of one machine share: one holds it, the others stand by. Safe for use by several
 * threads.
 */
final class StandbyBackend implements Backend {
    private final Path path;
    private final SqliteOptions options;
    private final InstantSource clock;
    private final StandbyStore store;
    private final UnitedNodeDirectory directory;
    private final List<StandbyElection> elections = new CopyOnWriteArrayList<>();

    private StandbyBackend(Path path, BackendSettings settings, SqliteOptions options) {
        this.path = path;
        this.options = options;
        this.clock = settings.clock();
        this.store = new StandbyStore(path, options);
        this.directory = UnitedNodeDirectory.of(settings.configured(), settings.joined());
    }

    static StandbyBackend open(Path path, BackendSettings settings, SqliteOptions options) {
        return new StandbyBackend(path, settings, options);
    }

    @Override
    public StateStore stateStore() {
        return KeyValueStateStore.on(store);
    }

    @Override
    public LeaderElection election(String address) {
        StandbyElection election = StandbyElection.enter(path, options, store, address, clock);
        elections.add(election);
        return election;
    }

    @Override
    public NodeDirectory directory() {
        return directory;
    }

    @Override
    public void close() {
        directory.close();
        elections.forEach(StandbyElection::close);
        store.close();
    }
}
