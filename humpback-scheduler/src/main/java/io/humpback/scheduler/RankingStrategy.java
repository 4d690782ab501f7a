package io.humpback.scheduler;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Weighs nodes that may take an instance: the lowest weight wins, equal weights are settled by the node's id.
 *
 * <p>Before the weight count a node's past failures for the meta, the labels that the request spreads over, the number of
 * its instances that the node already hosts, so that instances spread while there are nodes, and its soft affinities.
 *
 * <p>A strategy must be a pure function of its arguments: no clock, no random source, no memory. It runs while the
 * {@link ClusterState} is held, so it should be quick; about 50 ns is usual. What it throws becomes an
 * {@link ExtensionException}, and so does a weight that is not finite; nothing is placed then. The weights of the
 * built-in ones lie near 0 to 1, so that they can be combined.
 */
@FunctionalInterface
public interface RankingStrategy {
    /** Returns the weight of {@code node} for {@code request}, a finite number. Allocates nothing. */
    double weigh(PlacementRequest request, NodeView node);

    /**
     * Returns whether the weight depends on the node alone, so that it can be kept until the node changes. What declares
     * this must not look at the request.
     */
    default boolean dependsOnNodeAlone() {
        return false;
    }

    /** Returns what the weight comes from. Called only for an {@link Explanation}, so it may allocate. */
    default List<WeightPart> parts(PlacementRequest request, NodeView node) {
        return List.of(new WeightPart("weight", weigh(request, node)));
    }

    /** Returns this strategy with its weight multiplied by {@code factor}, a finite number. */
    default RankingStrategy times(double factor) {
        return new WeightedSum(List.of(new WeightedSum.Term(this, factor)));
    }

    /** Returns the sum of this strategy and {@code other}: {@code leastLoaded(0).times(0.7).plus(spread().times(0.3))}. */
    default RankingStrategy plus(RankingStrategy other) {
        return WeightedSum.of(this, other);
    }

    /** Returns a strategy that depends on the node alone, and says so. */
    static RankingStrategy ofNode(ToDoubleFunction<NodeView> weight) {
        return new NodeWeight(weight);
    }

    /**
     * Returns the default: the node with the lowest use of CPU and memory after the placement, counted against its
     * capacity with overcommit; among equals the one with the fewest containers.
     *
     * @param overcommit as for {@link NodeFilter#resources}
     */
    static RankingStrategy leastLoaded(double overcommit) {
        return new LeastLoaded(overcommit);
    }

    /**
     * Returns a strategy that fills the fullest node first, so that others stay empty: the opposite of
     * {@link #leastLoaded}.
     *
     * @param overcommit as for {@link NodeFilter#resources}
     */
    static RankingStrategy binpack(double overcommit) {
        return new Binpack(overcommit);
    }

    /** Returns a strategy that takes the node with the fewest containers; each adds 0.01. */
    static RankingStrategy spread() {
        return SpreadByCount.INSTANCE;
    }

    /** Returns a strategy whose weights look random, and are the same for the same seed, meta, node and its containers. */
    static RankingStrategy random(long seed) {
        return new RandomWeight(seed);
    }

    /**
     * Returns a strategy that mixes the measured with the reserved use of CPU and memory. A node that was never measured
     * counts by what is reserved.
     *
     * @param share how much the measured use counts, from 0 to 1; the reserved use has the rest
     */
    static RankingStrategy measured(double share) {
        return new MeasuredLoad(share);
    }
}
