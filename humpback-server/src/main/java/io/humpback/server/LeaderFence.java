package io.humpback.server;

import io.humpback.core.Fence;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * In whose name agents are asked for changes: this cluster's, under the epoch in which this center took the lead. Not
 * the store's newest epoch: a leader of yesterday must go on being told apart. Safe for use by several threads.
 */
final class LeaderFence implements Supplier<Fence>, LongConsumer {
    private final Supplier<String> clusterId;
    private volatile long epoch;

    /** Creates it; {@code clusterId} is asked once this center leads. */
    LeaderFence(Supplier<String> clusterId) {
        this.clusterId = clusterId;
    }

    /** Notes that this center leads in {@code epoch}. */
    @Override
    public void accept(long newEpoch) {
        epoch = newEpoch;
    }

    /** Throws {@link IllegalStateException} before this center has led: nothing is to be changed then. */
    @Override
    public Fence get() {
        String cluster = clusterId.get();
        if (epoch == 0 || cluster.isEmpty()) {
            throw new IllegalStateException("center does not lead yet");
        }
        return new Fence(cluster, epoch);
    }
}
