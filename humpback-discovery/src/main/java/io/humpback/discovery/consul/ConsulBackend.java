package io.humpback.discovery.consul;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.AnnouncedNodeDirectory;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.KeyValueStateStore;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.UnitedNodeDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** State, election and nodes of one cluster in Consul. Safe for use by several threads. */
final class ConsulBackend implements Backend {
    private final ConsulHttp http;
    private final ConsulTimes times;
    private final ClusterPath path;
    private final BackendSettings settings;
    private final ConsulKeyValueStore store;
    private final List<LeaderElection> elections = new ArrayList<>();
    private @Nullable ConsulNodeWatch watch;
    private @Nullable UnitedNodeDirectory directory;
    private boolean closed;

    private ConsulBackend(ConsulHttp http, ConsulTimes times, ClusterPath path, BackendSettings settings) {
        this.http = http;
        this.times = times;
        this.path = path;
        this.settings = settings;
        this.store = new ConsulKeyValueStore(new ConsulApi(http, times, times.attempt()), path);
    }

    /** Opens it, having asked Consul once. */
    static ConsulBackend open(BackendUri uri, BackendSettings settings, ConsulTimes times) {
        ClusterPath path = ClusterPath.of(uri.prefix(), settings.clusterName());
        ConsulHttp http = ConsulHttp.to(uri);
        try {
            var unused = new ConsulApi(http, times, times.attempt()).get(path.state(KeyValueStore.HEAD));
            return new ConsulBackend(http, times, path, settings);
        } catch (ConsulException e) {
            String hosts =
                    String.join(",", http.hosts().stream().map(Object::toString).toList());
            http.close();
            String hint = e.message().contains("Maybe") ? "" : ". Maybe the address is wrong, or it does not run there";
            throw new BackendException("consul cannot be used: hosts=" + hosts + ", reason=" + e.message() + hint, e);
        }
    }

    /** Returns what is under the state's store. */
    KeyValueStore store() {
        return store;
    }

    @Override
    public StateStore stateStore() {
        return KeyValueStateStore.on(store);
    }

    @Override
    public synchronized LeaderElection election(String address) {
        LeaderElection election = ConsulElection.start(http.another(), times, path, settings.clock(), address);
        elections.add(election);
        return election;
    }

    @Override
    public synchronized NodeDirectory directory() {
        if (directory == null) {
            AnnouncedNodeDirectory announced = new AnnouncedNodeDirectory(settings.records());
            directory = UnitedNodeDirectory.of(settings.configured(), settings.joined(), announced);
            if (!closed) {
                watch = ConsulNodeWatch.start(http.another(), times, path, announced);
            }
        }
        return directory;
    }

    @Override
    public Duration announcementLasts(Duration ttl) {
        return times.longestSession(ttl);
    }

    /** Leaves the election first, so that another center leads soon. */
    @Override
    public void close() {
        List<LeaderElection> leaving;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(elections);
            elections.clear();
        }
        leaving.forEach(LeaderElection::close);
        synchronized (this) {
            if (watch != null) {
                watch.close();
            }
            if (directory != null) {
                directory.close();
            }
        }
        http.close();
    }
}
