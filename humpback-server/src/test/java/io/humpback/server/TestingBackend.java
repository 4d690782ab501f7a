package io.humpback.server;

import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.DiscoveryProvider;
import io.humpback.discovery.LeadershipState;
import io.humpback.discovery.UnitedNodeDirectory;
import io.humpback.scheduler.testing.TestingStateStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * One backend in memory for all centers of a test, which decides who leads and what fails. Centers find it as a plugin.
 * Safe for use by several threads.
 */
final class TestingBackend implements AutoCloseable {
    private static final String SCHEME = "testing";
    private static final Map<String, TestingBackend> OPEN = new ConcurrentHashMap<>();

    final TestingStateStore store = new TestingStateStore();
    private final String name;
    private final List<Candidate> candidates = new CopyOnWriteArrayList<>();
    private String leader = "";
    private volatile boolean full;

    private TestingBackend(String name) {
        this.name = name;
    }

    /** Creates a backend, and the plugin directory {@code plugins} by which centers find it. */
    static TestingBackend create(Path plugins) throws IOException {
        Files.createDirectories(plugins);
        try (OutputStream file = Files.newOutputStream(plugins.resolve("testing.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new ZipEntry("META-INF/services/" + DiscoveryProvider.class.getName()));
            jar.write(Provider.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        TestingBackend backend = new TestingBackend("t" + System.identityHashCode(plugins));
        OPEN.put(backend.name, backend);
        return backend;
    }

    /** Returns the URI by which a center opens it. */
    String uri() {
        return SCHEME + ":" + name;
    }

    /** Lets the center at {@code address} lead from now on, also if it is yet to come. */
    synchronized void elect(String address) {
        leader = address;
        candidates.forEach(candidate -> candidate.tell(address));
    }

    /** Lets the candidate that comes next lead. */
    synchronized void electNext() {
        leader = "next";
    }

    /** Lets nobody lead, and nobody know of anybody. */
    synchronized void electNobody() {
        elect("");
    }

    /** Takes the backend away: nothing can be read or written, and nobody keeps the lead. */
    void goAway() {
        store.unavailable(true);
        electNobody();
    }

    /** Lets it be asked again. */
    void comeBack() {
        store.unavailable(false);
    }

    /** Lets it take no commits for lack of space, or take them again. */
    void full(boolean newFull) {
        full = newFull;
    }

    private synchronized LeaderElection enter(String address, BackendSettings settings) {
        Candidate candidate = new Candidate(address, new LeadershipState(settings.clock()));
        candidates.add(candidate);
        if (leader.equals("next")) {
            elect(address);
        } else {
            candidate.tell(leader);
        }
        return candidate;
    }

    @Override
    public void close() {
        OPEN.remove(name);
    }

    private record Candidate(String address, LeadershipState state) implements LeaderElection {
        void tell(String leader) {
            if (leader.isEmpty()) {
                state.unknown();
            } else if (leader.equals(address)) {
                state.leads(Instant.MAX, address);
            } else {
                state.follows(leader);
            }
        }

        @Override
        public Leadership leadership() {
            return state.leadership();
        }

        @Override
        public Subscription onChange(Runnable listener) {
            return state.onChange(listener);
        }

        @Override
        public void close() {
            state.close();
        }
    }

    /** Opens the backends of this process. */
    public static final class Provider implements DiscoveryProvider {
        /** Creates it. */
        public Provider() {}

        @Override
        public String scheme() {
            return SCHEME;
        }

        @Override
        public Backend open(BackendUri uri, BackendSettings settings) {
            TestingBackend backend = OPEN.get(uri.location());
            if (backend == null) {
                throw new IllegalArgumentException("no such backend: " + uri);
            }
            UnitedNodeDirectory nodes = UnitedNodeDirectory.of(settings.configured(), settings.joined());
            return new OpenBackend(backend, settings, nodes);
        }
    }

    private record OpenBackend(TestingBackend backend, BackendSettings settings, NodeDirectory directory)
            implements Backend {
        @Override
        public StateStore stateStore() {
            return new Store(backend);
        }

        @Override
        public LeaderElection election(String address) {
            return backend.enter(address, settings);
        }

        @Override
        public NodeDirectory directory() {
            return directory;
        }

        @Override
        public void close() {
            directory.close();
        }
    }

    private record Store(TestingBackend backend) implements StateStore {
        @Override
        public Head head() {
            return backend.store.head();
        }

        @Override
        public StoredState load() {
            return backend.store.load();
        }

        @Override
        public boolean commit(Commit commit) {
            if (backend.full) {
                throw new StoreUnavailableException("state cannot be written: reason=out of space", null);
            }
            return backend.store.commit(commit);
        }

        @Override
        public SortedSet<MetaId> metasWithEvents() {
            return backend.store.metasWithEvents();
        }

        @Override
        public List<MetaEvent> events(MetaId meta, long sequence, int limit) {
            return backend.store.events(meta, sequence, limit);
        }

        @Override
        public void close() {}
    }
}
