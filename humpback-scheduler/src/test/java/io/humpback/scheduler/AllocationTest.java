package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.humpback.core.Constraint;
import io.humpback.core.MetaId;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A look at a node allocates nothing, whatever the request asks for and whether the node can take it or not. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Resources ONE = Resources.of(10, 1L << 20).with("gpu", 1);
    private static final PlacementRequest WISHFUL = PlacementRequest.builder(MetaId.of("web"), ONE)
            .placement(new Placement(
                    List.of(
                            Constraint.parse("node.labels.disk==ssd"),
                            Constraint.parse("node.hostname!=x"),
                            Constraint.parse("node.ip!=192.0.2.0/24")),
                    List.of("node.labels.zone", "engine.labels.rack"),
                    List.of()))
            .fixedPorts(List.of(new PortMapping(80, 8080, "tcp", "")))
            .portRanges(List.of(PortRange.tcp(9000, 9100)))
            .images(Set.of("web:1"))
            .labels(Map.of("zone", ""))
            .affinities(
                    Affinity.near(MetaId.of("cache")),
                    Affinity.awayFrom(MetaId.of("db")).hard())
            .maxPerNode(2)
            .build();

    private final Scheduler scheduler = Scheduler.builder().build();

    private static ClusterState cluster(int nodes) {
        TestingCluster cluster = new TestingCluster();
        for (int i = 0; i < nodes; i++) {
            cluster.node(
                    TestingCluster.offer("n" + i, Resources.of(4000, 8L << 30).with("gpu", 4))
                            .withLabels(Map.of("disk", i % 3 == 0 ? "hdd" : "ssd", "zone", "z" + i % 4))
                            .withImages(i % 5 == 0 ? Set.of() : Set.of("web:1")));
        }
        return cluster.state();
    }

    /** Returns the fewest bytes that one of several placements allocates, each taken back at once. */
    private long bytes(PlacementRequest request, ClusterState cluster) {
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < 400; i++) {
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            Decision decision = scheduler.place(request, cluster);
            long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            fewest = Math.min(fewest, after - before);
            if (decision instanceof Decision.Placed placed) {
                cluster.release(placed.reservation());
            }
        }
        return fewest;
    }

    @Test
    void doesNotGrowWithTheCluster() {
        assertThat(bytes(WISHFUL, cluster(1000))).isLessThan(bytes(WISHFUL, cluster(50)) + 1000);
    }

    @Test
    void doesNotGrowWithTheNumberOfVetoes() {
        PlacementRequest huge = PlacementRequest.of(MetaId.of("huge"), Resources.of(99_000, 0));

        assertThat(bytes(huge, cluster(1000))).isLessThan(bytes(huge, cluster(50)) + 1000);
    }
}
