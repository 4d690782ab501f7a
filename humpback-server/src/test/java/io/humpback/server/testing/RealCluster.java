package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.agent.Agent;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.testing.CenterClient.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A center with short timers on real engines, a receiver of its events, and on each engine a container that is not its
 * own. Not safe for use by several threads.
 */
public final class RealCluster extends AbstractCluster {
    private final List<Agent> agents = new ArrayList<>();
    private boolean throughAgents;
    private int created;

    private RealCluster(RealEngines engines) {
        super(engines);
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
                    engines().stream().map(RealEngine::endpoint).toArray(String[]::new));
        }
        start(loader);
        if (throughAgents) {
            engines().forEach(engine -> startAgent(engine, data));
        }
        awaitAllHealthy();
    }

    private void startAgent(RealEngine engine, Path data) {
        agents.add(JoinedAgent.start(engine.hostName(), engine.endpoint(), data.resolve("agents"), center().uri()));
    }

    /** Ends the center, and the agents if there are; the containers go on. */
    public void stop() {
        stopCenter();
        stopAgents();
    }

    /** Makes a meta with a hook, expects that all of its instances run, and returns its id. */
    public String create(ObjectNode wish) {
        Reply reply = client().create(CenterClient.withHook(wish, hook()));
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        created++;
        await("event")
                .atMost(LIMIT)
                .until(() -> receiver().names().stream()
                                .filter("CreateMetaEvent"::equals)
                                .count()
                        == created);
        return reply.metaId();
    }

    /** Returns the number of the engine that has the first instance of a meta, counted from 0. */
    public int hostOf(String meta) {
        String name = Instances.namesOf(meta, 1).get(0);
        return IntStream.range(0, engines().size())
                .filter(index -> instances(index).names().contains(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    boolean isNode(NodeView node, int index) {
        return throughAgents
                ? node.node().name().equals(engine(index).hostName())
                : node.node().endpoint().endsWith(engine(index).endpoint());
    }

    @Override
    void stopAgents() {
        agents.forEach(Agent::close);
        agents.clear();
    }
}
