package io.humpback.server.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.Document;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.server.testing.CenterClient.Reply;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several centers on one backend, and an agent on each of some real engines, every one of them a process of its own with
 * short timers, at the same address over all its starts. Not safe for use by several threads.
 */
public final class CentersCluster implements AutoCloseable {
    /** Far above what anything takes that is waited for. */
    public static final Duration LIMIT = Duration.ofMinutes(3);

    /** How long a node must be dead before its instances move. */
    public static final Duration DELAY = Duration.ofSeconds(10);

    private static final String CLUSTER = "test";
    private static final String TOKEN = "the-token-of-a-cluster-in-a-test";

    private final RealEngines engines;
    private final Path directory;
    private final String uri;
    private final List<Seat> seats = new ArrayList<>();
    private final List<AgentHost> hosts = new ArrayList<>();

    /** Where a center runs, from one start to the next. */
    private final class Seat {
        private final String name;
        private final String backend;
        private final int port = AgentHost.freePort();
        private int starts;
        private @Nullable CenterProcess center;

        Seat(String name, String backend) {
            this.name = name;
            this.backend = backend;
        }

        void start() {
            Map<String, String> environment = new HashMap<>();
            environment.put("CENTER_LISTEN_PORT", "127.0.0.1:" + port);
            environment.put("CENTER_CLUSTER_MIGRATEDELAY", DELAY.toSeconds() + "s");
            environment.put("CENTER_CLUSTER_REMOVEDELAY", "0s");
            environment.put("DOCKER_CLUSTER_URIS", backend);
            environment.put("DOCKER_CLUSTER_NAME", CLUSTER);
            environment.put("DOCKER_CLUSTER_HEARTBEAT", "1s");
            environment.put("DOCKER_CLUSTER_TTL", AgentHost.TTL_SECONDS + "s");
            environment.put("HUMPBACK_TOKEN", TOKEN);
            environment.put("HUMPBACK_DATA_DIR", directory.resolve(name).toString());
            center = CenterProcess.start(directory.resolve(name + "-" + ++starts + ".log"), environment, "center");
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + port);
        }

        boolean isTaken() {
            return center != null && center.isAlive();
        }

        void close() {
            if (center != null) {
                center.close();
            }
        }
    }

    private CentersCluster(RealEngines engines, Path directory, String uri) {
        this.engines = engines;
        this.directory = directory;
        this.uri = uri;
    }

    /** Starts {@code centers} centers on the backend {@code uri}, and agents that announce themselves there. */
    public static CentersCluster start(RealEngines engines, Path directory, String uri, int centers) {
        return start(engines, directory, uri, Collections.nCopies(centers, uri));
    }

    /** Starts a center for each of {@code ways} to the backend {@code uri}, and agents that announce themselves there. */
    public static CentersCluster start(RealEngines engines, Path directory, String uri, List<String> ways) {
        return start(engines, directory, uri, ways, host -> host.startIn(uri));
    }

    /** Starts {@code centers} centers that share the directory which {@code uri} names, and agents that join them. */
    public static CentersCluster startJoined(RealEngines engines, Path directory, String uri, int centers) {
        return start(engines, directory, uri, Collections.nCopies(centers, uri), null);
    }

    private static CentersCluster start(
            RealEngines engines, Path directory, String uri, List<String> ways, @Nullable AgentStart announcing) {
        CentersCluster cluster = new CentersCluster(engines, directory, uri);
        boolean started = false;
        try {
            for (String way : ways) {
                cluster.seats.add(cluster.new Seat("center" + cluster.seats.size(), way));
            }
            cluster.startCenters();
            for (RealEngine engine : engines.all()) {
                AgentHost host = new AgentHost(engine.hostName(), engine.endpoint(), directory.resolve("agents"));
                host.with(Map.of("HUMPBACK_TOKEN", TOKEN, "DOCKER_CLUSTER_NAME", CLUSTER));
                cluster.hosts.add(host);
                if (announcing == null) {
                    host.startJoining(cluster.addresses());
                } else {
                    announcing.start(host);
                }
            }
            cluster.awaitHealthy(engines.all().size());
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private interface AgentStart {
        void start(AgentHost host);
    }

    private List<URI> addresses() {
        return seats.stream().map(Seat::address).toList();
    }

    /** Starts all centers that do not run. */
    public void startCenters() {
        seats.stream().filter(seat -> !seat.isTaken()).forEach(Seat::start);
    }

    /** Starts whatever does not run, and waits until there is a leader and each node is healthy. */
    public void repair() {
        startCenters();
        for (int i = 0; i < hosts.size(); i++) {
            if (!engines.get(i).isAlive()) {
                engines.get(i).restart();
            }
            if (!hosts.get(i).agent().isAlive()) {
                hosts.get(i).restart();
            }
        }
        awaitHealthy(hosts.size());
    }

    /** Returns all centers that run, in order. */
    public List<CenterProcess> centers() {
        return seats.stream()
                .filter(Seat::isTaken)
                .map(seat -> Objects.requireNonNull(seat.center))
                .toList();
    }

    /** Waits until a center leads, and returns it. */
    public CenterProcess leader() {
        return await("a leader")
                .atMost(LIMIT)
                .until(() -> centers().stream().filter(CenterProcess::leads).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** Returns a running center that is not {@code center}. */
    public CenterProcess other(CenterProcess center) {
        return centers().stream().filter(one -> one != center).findFirst().orElseThrow();
    }

    /** Ends all centers as the loss of power does. */
    public void killCenters() {
        centers().forEach(CenterProcess::kill);
    }

    /** Waits until as many nodes are healthy, as every running center tells. */
    public void awaitHealthy(int count) {
        await(count + " healthy nodes")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> centers().stream().allMatch(center -> healthy(center) == count));
    }

    /** What a center tells while nobody leads was so once. */
    private static int healthy(CenterProcess center) {
        Reply told = center.client().askEngines();
        int healthy = told.stale() ? -1 : 0;
        for (JsonNode node : told.data().path("Engines")) {
            healthy += node.path("StateText").asText().equals("Healthy") ? 1 : 0;
        }
        return healthy;
    }

    /** Lets a host die, counted from 0: engine, containers and agent at once. */
    public void killHost(int index) {
        hosts.get(index).agent().kill();
        engines.get(index).kill();
    }

    /** Lets a host come back with its engine and its agent. */
    public void restartHost(int index) {
        engines.get(index).restart();
        hosts.get(index).restart();
    }

    /** Returns what the engines with these numbers say, counted from 0; what all of them say if none is given. */
    public Instances instances(int... indexes) {
        List<RealEngine> asked = new ArrayList<>();
        for (int index : indexes) {
            asked.add(engines.get(index));
        }
        return Instances.on(asked.isEmpty() ? engines.all() : asked);
    }

    /** Waits until {@code count} instances of a meta run on the engines with these numbers, and nothing else there. */
    public Instances awaitComplete(String meta, int count, int... indexes) {
        await(meta + " to be complete")
                .atMost(LIMIT)
                .until(() -> instances(indexes).areComplete(meta, count));
        return instances(indexes);
    }

    /** Waits until the death of a node is committed, and returns since when it counts as dead. */
    public Instant awaitDownSince() {
        return await("death committed")
                .atMost(LIMIT)
                .until(this::downSince, Optional::isPresent)
                .orElseThrow();
    }

    /** Returns since when a node is committed as dead, read from the backend past all centers. */
    public Optional<Instant> downSince() {
        return committed(NodeStatus.class, status -> status.downSince() != null)
                .map(status -> Objects.requireNonNull(status.downSince()));
    }

    private <D extends Document> Optional<D> committed(Class<D> kind, Predicate<D> wanted) {
        BackendSettings settings =
                new BackendSettings(CLUSTER, new ConfiguredNodeDirectory(List.of()), InstantSource.system());
        try (Backend backend = Discovery.open(uri, settings);
                StateStore store = backend.stateStore()) {
            return store.load().documents().stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .filter(wanted)
                    .findFirst();
        }
    }

    /** Ends all but the engines, and removes all containers; engines that do not answer are started again. */
    @Override
    public void close() {
        seats.forEach(Seat::close);
        hosts.forEach(AgentHost::close);
        engines.all().stream().filter(engine -> !engine.isAlive()).forEach(RealEngine::restart);
        engines.all().forEach(RealEngine::removeContainers);
    }
}
