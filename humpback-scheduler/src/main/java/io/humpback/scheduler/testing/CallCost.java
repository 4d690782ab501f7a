package io.humpback.scheduler.testing;

import com.sun.management.ThreadMXBean;
import io.humpback.scheduler.NodeView;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What a call of a strategy costs once it is compiled.
 *
 * @param bytes allocated for each call, at the least of several rounds
 * @param nanos of the thread's CPU time for each call, at the least of several rounds
 */
record CallCost(double bytes, double nanos) {
    private static final int ROUNDS = 8;
    private static final int CALLS = 20_000;

    /** Keeps the compiler from leaving the calls out. */
    @SuppressWarnings("unused")
    private static volatile double sink;

    static CallCost of(RankingStrategy strategy, PlacementRequest request, List<NodeView> nodes) {
        NodeView[] array = nodes.toArray(NodeView[]::new);
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)) {
            return new CallCost(0, 0); // another kind of virtual machine, which does not count
        }
        long thread = Thread.currentThread().getId();
        for (int round = 0; round < ROUNDS; round++) {
            long nanosBefore = threads.getCurrentThreadCpuTime();
            long bytesBefore = threads.getThreadAllocatedBytes(thread);
            call(strategy, request, array);
            bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - bytesBefore);
            nanos = Math.min(nanos, threads.getCurrentThreadCpuTime() - nanosBefore);
        }
        return new CallCost((double) bytes / CALLS, (double) nanos / CALLS);
    }

    private static void call(RankingStrategy strategy, PlacementRequest request, NodeView[] nodes) {
        double sum = 0;
        for (int i = 0; i < CALLS; i++) {
            sum += strategy.weigh(request, nodes[i % nodes.length]);
        }
        sink = sum;
    }
}
