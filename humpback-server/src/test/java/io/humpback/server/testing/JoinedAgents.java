package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.Center;
import io.humpback.server.agent.Agent;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.CenterClient.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A center with short timers, and an agent in this process over each of some simulated engines, which joined it over
 * HTTP. Not safe for use by several threads.
 */
public final class JoinedAgents implements AutoCloseable {
    /** Far above what anything takes that is waited for. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final SimulatedEngines engines;
    private final List<Agent> agents = new ArrayList<>();
    private final Center center;

    private JoinedAgents(Path directory, int count) {
        this.directory = directory;
        engines = SimulatedEngines.start(count);
        center = Center.start(
                new ConfigLoader()
                        .environment(Map.of(
                                "DOCKER_CLUSTER_HEARTBEAT",
                                "1s",
                                "CENTER_CLUSTER_REMOVEDELAY",
                                "0s",
                                "CENTER_CLUSTER_MIGRATEDELAY",
                                "3s",
                                "HUMPBACK_TOKEN",
                                JoinedAgent.TOKEN,
                                "HUMPBACK_DATA_DIR",
                                directory.resolve("data").toString(),
                                "CENTER_LISTEN_PORT",
                                "127.0.0.1:0"))
                        .load()
                        .config(),
                DockerSettings.DEFAULT,
                "test");
        for (int i = 0; i < count; i++) {
            agents.add(newAgent(i));
        }
    }

    /** Starts all and waits until the nodes are healthy. */
    public static JoinedAgents start(Path directory, int count) {
        JoinedAgents joined = new JoinedAgents(directory, count);
        for (int i = 0; i < count; i++) {
            joined.awaitHealthy(i);
        }
        return joined;
    }

    private Agent newAgent(int index) {
        SimulatedEngine engine = engines.get(index);
        return JoinedAgent.start(engine.name(), engine.endpoint(), directory, center.uri());
    }

    /** Ends an agent, counted from 0; its engine and its containers go on. */
    public void stopAgent(int index) {
        agents.get(index).close();
    }

    /** Starts an agent again. */
    public void startAgent(int index) {
        agents.set(index, newAgent(index));
    }

    /** Returns an engine, counted from 0. */
    public SimulatedEngine engine(int index) {
        return engines.get(index);
    }

    /** Returns a client of an engine past its agent, to be closed. */
    public DockerEngine direct(int index) {
        return new DockerConnector(DockerSettings.DEFAULT).connect(engine(index).endpoint());
    }

    /** Returns a client of the center. */
    public CenterClient client() {
        return new CenterClient(center.uri());
    }

    /** Makes a meta, expects that all of its instances run, and returns its id. */
    public String create(ObjectNode wish) {
        Reply reply = client().create(wish);
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        return reply.metaId();
    }

    /** Returns the names of all containers on all engines. */
    public List<String> names() {
        return engines.all().stream()
                .flatMap(engine -> engine.containers().stream())
                .toList();
    }

    /** Returns how many containers run on an engine. */
    public long running(int index) {
        SimulatedEngine engine = engine(index);
        return engine.containers().stream()
                .filter(name -> engine.state(name).orElse("").equals("running"))
                .count();
    }

    /** Returns what an engine itself says of its containers. */
    public List<ObservedContainer> containers(int index) {
        try (DockerEngine docker = direct(index)) {
            return docker.list(LIMIT);
        }
    }

    /** Returns what the center knows of a host. */
    public NodeView node(int index) {
        return center.view().nodes().stream()
                .filter(view -> view.node().name().equals(engine(index).name()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the center finds a host healthy. */
    public void awaitHealthy(int index) {
        String name = engine(index).name();
        await("health of " + name)
                .atMost(LIMIT)
                .until(() -> center.view().nodes().stream()
                        .anyMatch(view -> view.node().name().equals(name)
                                && view.state() == NodeState.HEALTHY
                                && view.status().downSince() == null));
    }

    /** Waits until the center does not find a host healthy. */
    public void awaitUnhealthy(int index) {
        await("illness of " + index).atMost(LIMIT).until(() -> node(index).state() != NodeState.HEALTHY);
    }

    /** Ends all; engines that are dead or hang are healed before, so that nothing waits for them. */
    @Override
    public void close() {
        engines.all().forEach(SimulatedEngine::comeBack);
        center.close();
        agents.forEach(Agent::close);
        engines.close();
    }
}
