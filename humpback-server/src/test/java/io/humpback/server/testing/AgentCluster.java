package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.CenterClient.Reply;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A center with short timers that has no engine of its own, and an agent in a process of its own on each of some real
 * engines, joined over HTTP; a receiver of events, and on each engine a container that is nobody's business. Not safe for
 * use by several threads.
 */
public final class AgentCluster extends AbstractCluster {
    /** The token of those clusters that have one. */
    public static final String TOKEN = "the-token-of-a-cluster-in-a-test";

    private final Path directory;
    private final boolean tls;
    private final List<AgentHost> hosts = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();

    private AgentCluster(RealEngines engines, Path directory, boolean tls) {
        super(engines);
        this.directory = directory;
        this.tls = tls;
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

    /** Returns what the center finds in its environment. */
    public Map<String, String> environment() {
        return Map.copyOf(settings);
    }

    /** Starts the center, then the agents, and waits until all nodes are healthy. */
    public void start() {
        startCenter();
        hosts.forEach(host -> host.start(center().uri()));
        awaitAllHealthy();
    }

    /** Starts the center, at the address that it had before if it had one. */
    public void startCenter() {
        start(new ConfigLoader().environment(settings));
        settings.put("CENTER_LISTEN_PORT", "127.0.0.1:" + center().uri().getPort());
    }

    @Override
    public CenterClient client() {
        if (!tls) {
            return super.client();
        }
        DockerTls own = DockerTls.ofDirectory(directory.resolve("certificates-center"));
        return new CenterClient(
                center().uri(),
                HttpClient.newBuilder().sslContext(own.context()).build());
    }

    /** Returns a host, counted from 0. */
    public AgentHost host(int index) {
        return hosts.get(index);
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

    /** Makes a meta with a hook, expects that all of its instances run, and returns its id. */
    public String create(ObjectNode wish) {
        Reply reply = client().create(CenterClient.withHook(wish, hook()));
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        return reply.metaId();
    }

    @Override
    boolean isNode(NodeView node, int index) {
        return node.node().endpoint().equals(host(index).endpoint());
    }

    @Override
    void stopAgents() {
        hosts.forEach(AgentHost::close);
    }
}
