package io.humpback.examples.backend;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.AnnouncedNodeDirectory;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.KeyValueStateStore;
import io.humpback.discovery.UnitedNodeDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cluster's place in a shared directory. The three parts that a backend is made of share nothing else. */
final class FilesBackend implements Backend {
    private final SharedDirectory directory;
    private final BackendSettings settings;
    private final Duration leaderTtl;
    private final FilesKeyValueStore store;
    private final List<LeaderElection> elections = new ArrayList<>();
    private @Nullable UnitedNodeDirectory nodes;
    private @Nullable FilesNodeWatch watch;

    FilesBackend(SharedDirectory directory, BackendSettings settings, Duration leaderTtl) {
        this.directory = directory;
        this.settings = settings;
        this.leaderTtl = leaderTtl;
        this.store = new FilesKeyValueStore(directory);
    }

    @Override
    public StateStore stateStore() {
        return KeyValueStateStore.on(store);
    }

    @Override
    public synchronized LeaderElection election(String address) {
        LeaderElection election = FilesElection.enter(directory, address, leaderTtl, settings.clock());
        elections.add(election);
        return election;
    }

    @Override
    public synchronized NodeDirectory directory() {
        if (nodes == null) {
            AnnouncedNodeDirectory announced = new AnnouncedNodeDirectory(settings.records());
            nodes = UnitedNodeDirectory.of(settings.configured(), settings.joined(), announced);
            watch = FilesNodeWatch.start(directory, announced, settings.clock());
        }
        return nodes;
    }

    /** Leaves the election first, so that another center leads soon. */
    @Override
    public synchronized void close() {
        elections.forEach(LeaderElection::close);
        elections.clear();
        if (watch != null) {
            watch.close();
        }
        if (nodes != null) {
            nodes.close();
        }
        store.close();
    }
}
