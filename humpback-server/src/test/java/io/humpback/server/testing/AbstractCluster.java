package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeState;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.Center;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A center on real engines, a receiver of its events, and on each engine a container that is nobody's business: what is
 * asked of such a cluster, however the center reaches the engines. Not safe for use by several threads.
 */
abstract class AbstractCluster implements AutoCloseable {
    /** Far above what anything takes that is waited for. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    private final RealEngines engines;
    private final List<ForeignContainer> foreign;
    private final HookReceiver receiver = HookReceiver.start();
    private @Nullable Center center;

    AbstractCluster(RealEngines engines) {
        this.engines = engines;
        this.foreign = ForeignContainer.startOnEach(engines.all());
    }

    /** Returns whether {@code node} is the way to the engine with this number, counted from 0. */
    abstract boolean isNode(NodeView node, int index);

    /** Ends what runs beside the center and the engines. */
    abstract void stopAgents();

    final void start(ConfigLoader loader) {
        center = Center.start(loader.load().config(), DockerSettings.DEFAULT, "test");
    }

    /** Ends the center; agents and containers go on. */
    public final void stopCenter() {
        if (center != null) {
            center.close();
            center = null;
        }
    }

    /** Waits until the center finds each engine healthy. */
    public final void awaitAllHealthy() {
        await("healthy nodes").atMost(LIMIT).until(() -> {
            List<NodeView> nodes = center().view().nodes();
            return nodes.size() == engines.all().size()
                    && nodes.stream().allMatch(node -> node.state() == NodeState.HEALTHY);
        });
    }

    /** Returns the running center. */
    public final Center center() {
        if (center == null) {
            throw new IllegalStateException("center: none (expected: started)");
        }
        return center;
    }

    /** Returns a client of the running center. */
    public CenterClient client() {
        return new CenterClient(center().uri());
    }

    /** Returns who is told of the metas that the cluster is asked to make with a hook. */
    public final HookReceiver receiver() {
        return receiver;
    }

    final URI hook() {
        return receiver.uri();
    }

    /** Returns an engine, counted from 0. */
    public final RealEngine engine(int index) {
        return engines.get(index);
    }

    final List<RealEngine> engines() {
        return engines.all();
    }

    /** Returns what the engines with these numbers say, counted from 0; what all of them say if none is given. */
    public final Instances instances(int... indexes) {
        return Instances.on(
                indexes.length == 0
                        ? engines.all()
                        : Arrays.stream(indexes).mapToObj(engines::get).toList());
    }

    /** Waits until {@code count} instances of a meta run on the engines with these numbers, and nothing else there. */
    public final Instances awaitComplete(String meta, int count, int... indexes) {
        await(meta + " to be complete")
                .atMost(LIMIT)
                .until(() -> instances(indexes).areComplete(meta, count));
        return instances(indexes);
    }

    /** Waits until the center knows the node as down, and returns since when. */
    public final Instant awaitDown(int index) {
        return await("death of " + index)
                .atMost(LIMIT)
                .until(() -> node(index).status().downSince(), since -> since != null);
    }

    /** Waits until the center knows the node as healthy and has forgotten that it was down. */
    public final void awaitHealthy(int index) {
        Predicate<NodeView> healthy =
                node -> node.state() == NodeState.HEALTHY && node.status().downSince() == null;
        await("health of " + index).atMost(LIMIT).until(() -> node(index), healthy);
    }

    /** Returns what the center knows of a node, counted from 0 as its engine is. */
    public final NodeView node(int index) {
        return center().view().nodes().stream()
                .filter(node -> isNode(node, index))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until as many events have come, and checks that they are these and no others. */
    public final void awaitEvents(String... names) {
        await("events " + List.of(names))
                .atMost(LIMIT)
                .until(() -> receiver.events().size() >= names.length);
        assertThat(receiver.names()).containsExactly(names);
    }

    /** Checks that no foreign container was touched; one whose engine had ended has to be there. */
    public final void assertForeignUntouched(int... ended) {
        for (int i = 0; i < foreign.size(); i++) {
            int index = i;
            if (Arrays.stream(ended).anyMatch(one -> one == index)) {
                foreign.get(i).assertPresent();
            } else {
                foreign.get(i).assertUntouched();
            }
        }
    }

    /** Ends all but the engines, and removes all containers; engines that do not answer are started again. */
    @Override
    public final void close() {
        stopCenter();
        stopAgents();
        receiver.close();
        List<RealEngine> dead = new ArrayList<>(engines.all());
        dead.removeIf(RealEngine::isAlive);
        dead.parallelStream().forEach(RealEngine::restart);
        engines.all().parallelStream().forEach(RealEngine::removeContainers);
    }
}
