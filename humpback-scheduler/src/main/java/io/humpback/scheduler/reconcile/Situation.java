package io.humpback.scheduler.reconcile;

import java.time.Instant;

/**
 * Everything a decision depends on.
 *
 * @param calls read only
 * @param epoch the leader's epoch
 */
public record Situation(
        CommittedState committed,
        Observation observed,
        CallMemory calls,
        LoopSettings settings,
        long epoch,
        Instant now) {
    /** Returns this situation after a commit. */
    public Situation with(CommittedState newCommitted) {
        return new Situation(newCommitted, observed, calls, settings, epoch, now);
    }

    /** Returns the id of the cluster. Throws {@link IllegalStateException} if none was committed. */
    public String clusterId() {
        io.humpback.core.ClusterInfo info = committed.clusterInfo();
        if (info == null) {
            throw new IllegalStateException("clusterInfo: none (expected: committed at the first start)");
        }
        return info.clusterId();
    }
}
