package io.humpback.scheduler;

/**
 * Weighs nodes that may take an instance: the lowest weight wins, equal weights are settled by the node's id.
 *
 * <p>Before the weight count a node's past failures for the meta and the number of its instances that the node already
 * hosts, so that instances spread while there are nodes. A strategy must be a pure function of its arguments.
 */
@FunctionalInterface
public interface RankingStrategy {
    /** Returns the weight of {@code node} for {@code request}, a finite number. Allocates nothing. */
    double weigh(PlacementRequest request, NodeView node);

    /**
     * Returns the default: the node with the lowest use of CPU and memory after the placement, counted against its
     * capacity with overcommit; among equals the one with the fewest containers.
     *
     * @param overcommit as for {@link NodeFilter#resources}
     */
    static RankingStrategy leastLoaded(double overcommit) {
        return new LeastLoaded(overcommit);
    }
}
