package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClusterStateThreadsTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 2000;
    private static final Resources ONE = Resources.of(1000, 1L << 30);

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final ClusterState cluster = new ClusterState();
    private final CountDownLatch start = new CountDownLatch(1);

    @Test
    @Timeout(60)
    void threadsThatPlaceAndReleaseNeverOverfillANode() throws Exception {
        for (int i = 0; i < 10; i++) {
            cluster.join(TestingCluster.offer("n" + i, Resources.of(3000, 3L << 30)));
        }
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            MetaId meta = MetaId.of("meta" + thread);
            tasks.add(() -> placeAndRelease(meta));
        }
        tasks.add(this::changeNodes);
        tasks.add(this::watch);

        int held = 0;
        for (int result : runTogether(tasks)) {
            held += result;
        }

        assertThat(cluster.snapshot().reservations()).hasSize(held);
        assertThat(cluster.snapshot()).isWithinCapacity(0);
    }

    private int placeAndRelease(MetaId meta) throws InterruptedException {
        start.await();
        List<Long> held = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            if (scheduler.place(PlacementRequest.of(meta, ONE), cluster) instanceof Decision.Placed placed) {
                held.add(placed.reservation());
            }
            if (held.size() > 4) {
                cluster.release(held.remove(0));
            }
        }
        return held.size();
    }

    private int changeNodes() throws InterruptedException {
        start.await();
        for (int i = 0; i < ROUNDS; i++) {
            NodeId id = NodeId.of("extra" + i % 3);
            cluster.join(TestingCluster.offer(id.value(), Resources.NONE)); // takes nothing, so nothing leaves with it
            cluster.heartbeat(id, Instant.EPOCH, ONE);
            cluster.leave(id);
        }
        return 0;
    }

    private int watch() throws InterruptedException {
        start.await();
        for (int i = 0; i < ROUNDS / 10; i++) {
            ClusterSnapshot snapshot = cluster.snapshot();
            assertThat(snapshot).isWithinCapacity(0);
            long sum = snapshot.nodes().stream()
                    .mapToLong(NodeView::reservedCpuMillis)
                    .sum();
            assertThat(sum).isEqualTo(1000L * snapshot.reservations().size());
        }
        return 0;
    }

    private List<Integer> runTogether(List<Callable<Integer>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<Integer>> futures = tasks.stream().map(threads::submit).toList();
            start.countDown();
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
