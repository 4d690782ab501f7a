package io.humpback.scheduler.testing;

import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.Platform;
import io.humpback.core.Resources;
import io.humpback.scheduler.ClusterSnapshot;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.Decision;
import io.humpback.scheduler.NodeOffer;
import io.humpback.scheduler.NodeVerdict;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import io.humpback.scheduler.Scheduler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A cluster in a line or two:
 * {@code new TestingCluster().node("idle", SIZE, NONE).node("busy", SIZE, USED).rank(strategy, request)}. Not safe for use
 * by several threads.
 */
public final class TestingCluster {
    /** The meta to which {@link #node} gives what is used. */
    public static final MetaId USED = MetaId.of("used");

    private static final Platform PLATFORM = new Platform("linux", "x86_64");

    private final ClusterState state = new ClusterState();

    /** Adds a healthy, active node of this capacity, on which one instance of {@link #USED} reserves {@code used}. */
    public TestingCluster node(String name, Resources capacity, Resources used) {
        state.join(offer(name, capacity));
        if (!used.isNone()) {
            state.reserve(NodeId.of(name), PlacementRequest.of(USED, used));
        }
        return this;
    }

    /** Adds a healthy, active node of this capacity with these labels, and nothing reserved. */
    public TestingCluster node(String name, Resources capacity, Map<String, String> labels) {
        state.join(offer(name, capacity).withLabels(labels));
        return this;
    }

    /** Adds a node, with nothing reserved. */
    public TestingCluster node(NodeOffer offer) {
        state.join(offer);
        return this;
    }

    /** Returns the offer of a healthy, active node with this name, which is also its id, for Linux on x86_64. */
    public static NodeOffer offer(String name, Resources capacity) {
        NodeFacts facts =
                new NodeFacts(name, name, 0, 0, PLATFORM, "overlay2", "6.1", "Testing Linux", "28.0", Map.of());
        return NodeOffer.of(new Node(NodeId.of(name), name, "10.0.0.1", "tcp://" + name + ":2375", facts, ""))
                .withCapacity(capacity);
    }

    /** Changes what a node offers: {@code cluster.change("n1", offer -> offer.withState(DOWN))}. */
    public TestingCluster change(String node, UnaryOperator<NodeOffer> edit) {
        state.update(NodeId.of(node), edit);
        return this;
    }

    /** Reserves one instance of {@code meta} on a node. */
    public TestingCluster instance(String node, String meta, Resources resources) {
        state.reserve(NodeId.of(node), PlacementRequest.of(MetaId.of(meta), resources));
        return this;
    }

    /** Notes what is really in use on a node. */
    public TestingCluster measured(String node, Resources use) {
        state.heartbeat(NodeId.of(node), Instant.EPOCH, use);
        return this;
    }

    /** Returns the state, which is not a copy. */
    public ClusterState state() {
        return state;
    }

    /** Returns the state of this moment. */
    public ClusterSnapshot snapshot() {
        return state.snapshot();
    }

    /**
     * Returns the names of the nodes that can take {@code request}, the best first: the order in which a scheduler with
     * {@code strategy} and nothing else but the built-in filters would take them. Instances of the request's own meta do
     * not count against a node here, so that only the strategy speaks. Changes nothing.
     */
    public List<String> rank(RankingStrategy strategy, PlacementRequest request) {
        return Scheduler.builder()
                .overcommit(0)
                .ranking(strategy)
                .spreadInstances(false)
                .build()
                .explain(request, snapshot())
                .fitting()
                .stream()
                .map(NodeVerdict.Weighed::node)
                .map(NodeId::value)
                .toList();
    }

    /** Places {@code request} with {@code strategy} and the built-in filters, without overcommit. */
    public Decision place(RankingStrategy strategy, PlacementRequest request) {
        return Scheduler.builder().overcommit(0).ranking(strategy).build().place(request, state);
    }
}
