package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.NodeState;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.Center;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.CenterClient.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A center with short timers that has no engine of its own, and an agent in a process of its own on each of some real
 * engines, joined over HTTP; a receiver of events, and on each engine a container that is nobody's business. Not safe for
 * use by several threads.
 */
public final class AgentCluster implements AutoCloseable {
    /** Far above what anything takes that is waited for. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    /** The token of those clusters that have one. */
    public static final String TOKEN = "the-token-of-a-cluster-in-a-test";

    private final RealEngines engines;
    private final Path directory;
    private final boolean tls;
    private final List<ForeignContainer> foreign;
    private final List<AgentHost> hosts = new ArrayList<>();
    private final HookReceiver receiver = HookReceiver.start();
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable Center center;

    private AgentCluster(RealEngines engines, Path directory, boolean tls) {
        this.engines = engines;
        this.directory = directory;
        this.tls = tls;
        this.foreign = ForeignContainer.startOnEach(engines.all());
        for (RealEngine engine : engines.all()) {
            hosts.add(new AgentHost(engine.hostName(), engine.endpoint(), directory.resolve("agents")));
        }
        settings.put("DOCKER_CLUSTER_HEARTBEAT", "1s");
        settings.put("CENTER_CLUSTER_REMOVEDELAY", "0s");
        settings.put("HUMPBACK_DATA_DIR", directory.resolve("data").toString());
        settings.put("CENTER_LISTEN_PORT", "127.0.0.1:0");
    }

    /** Returns a cluster whose members know each other by a token; the agents are run from the runnable jar. */
    public static AgentCluster byToken(RealEngines engines, Path directory) {
        AgentCluster cluster = new AgentCluster(engines, directory, false);
        Map<String, String> token = Map.of("HUMPBACK_TOKEN", TOKEN);
        cluster.settings.putAll(token);
        cluster.hosts.forEach(host -> host.fromJar().with(token));
        return cluster;
    }

    /** Returns a cluster whose members know each other by certificates alone. */
    public static AgentCluster byCertificates(RealEngines engines, Path directory) {
        AgentCluster cluster = new AgentCluster(engines, directory, true);
        Path authority = directory.resolve("authority");
        TestCertificates.authority(authority);
        cluster.settings.putAll(cluster.certificates(authority, "center"));
        cluster.hosts.forEach(host -> host.with(cluster.certificates(authority, host.name())));
        return cluster;
    }

    private Map<String, String> certificates(Path authority, String member) {
        Path own = directory.resolve("certificates-" + member);
        TestCertificates.member(authority, own, "IP:127.0.0.1");
        return Map.of(
                "HUMPBACK_TLS_CA", own.resolve("ca.pem").toString(),
                "HUMPBACK_TLS_CERT", own.resolve("cert.pem").toString(),
                "HUMPBACK_TLS_KEY", own.resolve("key.pem").toString());
    }

    /** Lets the center find this in its environment from its next start on. */
    public AgentCluster with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Starts the center, then the agents, and waits until all nodes are healthy. */
    public void start() {
        startCenter();
        hosts.forEach(host -> host.start(center().uri()));
        awaitAllHealthy();
    }

    /** Starts the center, at the address that it had before if it had one. */
    public void startCenter() {
        center = Center.start(new ConfigLoader().environment(settings).load().config(), DockerSettings.DEFAULT, "test");
        settings.put("CENTER_LISTEN_PORT", "127.0.0.1:" + center.uri().getPort());
    }

    /** Ends the center; agents and containers go on. */
    public void stopCenter() {
        if (center != null) {
            center.close();
            center = null;
        }
    }

    /** Waits until the center finds each host healthy. */
    public void awaitAllHealthy() {
        await("healthy nodes").atMost(LIMIT).until(() -> {
            List<NodeView> nodes = center().view().nodes();
            return nodes.size() == hosts.size() && nodes.stream().allMatch(node -> node.state() == NodeState.HEALTHY);
        });
    }

    /** Returns the running center. */
    public Center center() {
        if (center == null) {
            throw new IllegalStateException("center: none (expected: started)");
        }
        return center;
    }

    /** Returns a client of the running center. */
    public CenterClient client() {
        URI uri = center().uri();
        if (!tls) {
            return new CenterClient(uri);
        }
        DockerTls own = DockerTls.ofDirectory(directory.resolve("certificates-center"));
        return new CenterClient(
                uri, HttpClient.newBuilder().sslContext(own.context()).build());
    }

    /** Returns who is told of the metas that {@link #create} makes. */
    public HookReceiver receiver() {
        return receiver;
    }

    /** Returns a host, counted from 0. */
    public AgentHost host(int index) {
        return hosts.get(index);
    }

    /** Returns the engine of a host, counted from 0. */
    public RealEngine engine(int index) {
        return engines.get(index);
    }

    /** Lets a host die: engine, containers and agent at once. */
    public void killHost(int index) {
        host(index).agent().kill();
        engine(index).kill();
    }

    /** Lets a host come back with its engine and its agent. */
    public void restartHost(int index) {
        engine(index).restart();
        host(index).restart();
    }

    /** Returns what the engines with these numbers say, counted from 0; what all of them say if none is given. */
    public Instances instances(int... indexes) {
        return Instances.on(
                indexes.length == 0
                        ? engines.all()
                        : Arrays.stream(indexes).mapToObj(engines::get).toList());
    }

    /** Makes a meta with a hook, expects that all of its instances run, and returns its id. */
    public String create(ObjectNode wish) {
        Reply reply = client().create(CenterClient.withHook(wish, receiver.uri()));
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        return reply.metaId();
    }

    /** Waits until {@code count} instances of a meta run on the engines with these numbers, and nothing else there. */
    public Instances awaitComplete(String meta, int count, int... indexes) {
        await(meta + " to be complete")
                .atMost(LIMIT)
                .until(() -> instances(indexes).areComplete(meta, count));
        return instances(indexes);
    }

    /** Waits until the center knows the host as down, and returns since when. */
    public Instant awaitDown(int index) {
        return await("death of " + index)
                .atMost(LIMIT)
                .until(() -> node(index).status().downSince(), since -> since != null);
    }

    /** Waits until the center knows the host as healthy and has forgotten that it was down. */
    public void awaitHealthy(int index) {
        await("health of " + index)
                .atMost(LIMIT)
                .until(() -> node(index).state() == NodeState.HEALTHY
                        && node(index).status().downSince() == null);
    }

    /** Returns what the center knows of a host. */
    public NodeView node(int index) {
        return center().view().nodes().stream()
                .filter(node -> node.node().endpoint().equals(host(index).endpoint()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until as many events have come, and checks that they are these and no others. */
    public void awaitEvents(String... names) {
        await("events " + List.of(names))
                .atMost(LIMIT)
                .until(() -> receiver.events().size() >= names.length);
        assertThat(receiver.names()).containsExactly(names);
    }

    /** Checks that no foreign container was touched; one whose engine had ended has to be there. */
    public void assertForeignUntouched(int... ended) {
        for (int i = 0; i < foreign.size(); i++) {
            int index = i;
            if (Arrays.stream(ended).anyMatch(one -> one == index)) {
                foreign.get(i).assertPresent();
            } else {
                foreign.get(i).assertUntouched();
            }
        }
    }

    /** Ends center and agents and removes all containers; the engines stay, and those that are dead are started again. */
    @Override
    public void close() {
        stopCenter();
        hosts.forEach(AgentHost::close);
        receiver.close();
        List<RealEngine> dead = new ArrayList<>(engines.all());
        dead.removeIf(RealEngine::isAlive);
        dead.parallelStream().forEach(RealEngine::restart);
        engines.all().parallelStream().forEach(RealEngine::removeContainers);
    }
}
