package io.humpback.scheduler;

import io.humpback.core.NodeId;

/** Takes placements one by one, for callers who want no object for each. */
@FunctionalInterface
public interface PlacementSink {
    /**
     * Called when an instance has its node, where it is reserved already. Must not use the {@link ClusterState}, which is
     * held meanwhile.
     *
     * @param position which instance of the request it is, from 0
     * @param reservation what {@link ClusterState#release} takes
     */
    void placed(int position, NodeId node, long reservation);
}
