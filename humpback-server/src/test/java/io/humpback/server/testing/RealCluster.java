package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.NodeState;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.Center;
import io.humpback.server.agent.Agent;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.CenterClient.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A center with short timers on real engines, a receiver of its events, and on each engine a container that is not its
 * own. Not safe for use by several threads.
 */
public final class RealCluster implements AutoCloseable {
    /** Far above what anything takes that is waited for. */
    public static final Duration LIMIT = Duration.ofSeconds(90);

    private final RealEngines engines;
    private final List<ForeignContainer> foreign;
    private final HookReceiver receiver = HookReceiver.start();
    private final List<Agent> agents = new ArrayList<>();
    private @Nullable Center center;
    private boolean throughAgents;
    private int created;

    private RealCluster(RealEngines engines) {
        this.engines = engines;
        this.foreign = ForeignContainer.startOnEach(engines.all());
    }

    /** Puts a foreign container on each of {@code engines}; {@link #start} adds the center. */
    public static RealCluster on(RealEngines engines) {
        return new RealCluster(engines);
    }

    /** Lets the next start be that of a center that reaches each engine through an agent, which joins it. */
    public RealCluster throughAgents() {
        throughAgents = true;
        return this;
    }

    /**
     * Starts the center and waits until it finds all engines healthy.
     *
     * @param settings variables as the environment has them, each a name and a value
     */
    public void start(Path data, String... settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DOCKER_CLUSTER_HEARTBEAT", "1s");
        environment.put("CENTER_CLUSTER_REMOVEDELAY", "0s");
        environment.put("HUMPBACK_DATA_DIR", data.toString());
        if (throughAgents) {
            environment.put("HUMPBACK_TOKEN", JoinedAgent.TOKEN);
        }
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            environment.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        ConfigLoader loader = new ConfigLoader().environment(environment).flag("listen", "--listen", "127.0.0.1:0");
        if (!throughAgents) {
            loader.flag(
                    "engines",
                    "--engine",
                    engines.all().stream().map(RealEngine::endpoint).toArray(String[]::new));
        }
        center = Center.start(loader.load().config(), DockerSettings.DEFAULT, "test");
        if (throughAgents) {
            engines.all().forEach(engine -> startAgent(engine, data));
        }
        await("healthy nodes").atMost(LIMIT).until(() -> {
            List<NodeView> nodes = center().view().nodes();
            return nodes.size() == engines.all().size()
                    && nodes.stream().allMatch(node -> node.state() == NodeState.HEALTHY);
        });
    }

    private void startAgent(RealEngine engine, Path data) {
        agents.add(JoinedAgent.start(engine.hostName(), engine.endpoint(), data.resolve("agents"), center().uri()));
    }

    /** Ends the center, and the agents if there are; the containers go on. */
    public void stop() {
        if (center != null) {
            center.close();
            center = null;
        }
        agents.forEach(Agent::close);
        agents.clear();
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
        return new CenterClient(center().uri());
    }

    /** Returns who is told of the metas that {@link #create} makes. */
    public HookReceiver receiver() {
        return receiver;
    }

    /** Returns an engine, counted from 0. */
    public RealEngine engine(int index) {
        return engines.get(index);
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
        created++;
        await("event")
                .atMost(LIMIT)
                .until(() -> receiver.names().stream()
                                .filter("CreateMetaEvent"::equals)
                                .count()
                        == created);
        return reply.metaId();
    }

    /** Returns the number of the engine that has the first instance of a meta, counted from 0. */
    public int hostOf(String meta) {
        String name = Instances.namesOf(meta, 1).get(0);
        return IntStream.range(0, engines.all().size())
                .filter(index -> instances(index).names().contains(name))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until {@code count} instances of a meta run on the engines with these numbers, and nothing else there. */
    public Instances awaitComplete(String meta, int count, int... indexes) {
        await(meta + " to be complete")
                .atMost(LIMIT)
                .until(() -> instances(indexes).areComplete(meta, count));
        return instances(indexes);
    }

    /** Waits until the center knows the engine as down, and returns since when. */
    public Instant awaitDown(int index) {
        return await("death of " + index)
                .atMost(LIMIT)
                .until(() -> node(index).status().downSince(), since -> since != null);
    }

    /** Waits until the center knows the engine as healthy and has forgotten that it was down. */
    public void awaitHealthy(int index) {
        await("health of " + index)
                .atMost(LIMIT)
                .until(() -> node(index).state() == NodeState.HEALTHY
                        && node(index).status().downSince() == null);
    }

    /** Returns what the center knows of an engine. */
    public NodeView node(int index) {
        RealEngine engine = engines.get(index);
        return center().view().nodes().stream()
                .filter(node -> throughAgents
                        ? node.node().name().equals(engine.hostName())
                        : node.node().endpoint().endsWith(engine.endpoint()))
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

    /** Ends the center and removes all containers; the engines stay, and those that do not answer are started again. */
    @Override
    public void close() {
        stop();
        receiver.close();
        List<RealEngine> dead = new ArrayList<>(engines.all());
        dead.removeIf(RealEngine::isAlive);
        dead.parallelStream().forEach(RealEngine::restart);
        engines.all().parallelStream().forEach(RealEngine::removeContainers);
    }
}
