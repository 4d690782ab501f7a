package io.humpback.core;

/**
 * Who asks for a change, as an agent wants to know it: it obeys one cluster, and of its leaders the newest. Immutable.
 *
 * @param clusterId the cluster
 * @param epoch the leader's epoch, which rises with each leader; never negative
 */
public record Fence(String clusterId, long epoch) {
    /** Checks that the cluster is not blank and the epoch not negative. */
    public Fence {
        Checks.checkNotBlank("clusterId", clusterId);
        Checks.checkNotNegative("epoch", epoch);
    }
}
