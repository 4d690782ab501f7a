package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Constraint;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Placement;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingClock;
import io.humpback.scheduler.testing.TestingCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadingTest {
    private static final Resources SIZE = Resources.of(64_000, 256L << 30);
    private static final Resources ONE = Resources.of(500, 1L << 30);
    private static final MetaId WEB = MetaId.of("web");
    private static final NodeId N1 = NodeId.of("n1");

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final TestingCluster cluster = new TestingCluster();

    private void place(int count, PlacementRequest request) {
        int placed = scheduler.place(request, count, cluster.state(), (position, node, reservation) -> {});
        assertThat(placed).isEqualTo(count);
    }

    private static PlacementRequest spreadOver(String... labels) {
        return PlacementRequest.builder(WEB, ONE)
                .placement(new Placement(List.of(), List.of(labels), List.of()))
                .build();
    }

    private int instances(String... nodes) {
        int sum = 0;
        for (String node : nodes) {
            sum += cluster.snapshot().node(NodeId.of(node)).orElseThrow().instancesOf(WEB);
        }
        return sum;
    }

    @Test
    void fiftyOnThreeEqualNodesAre17And17And16() {
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .node("n3", SIZE, Resources.NONE);

        place(50, PlacementRequest.of(WEB, ONE));

        assertThat(cluster.snapshot())
                .hosts("n1", "web", 17)
                .hosts("n2", "web", 17)
                .hosts("n3", "web", 16);
    }

    @Test
    void instancesSpreadEvenToABusyNode() {
        cluster.node("busy", SIZE, Resources.of(60_000, 0)).node("idle", SIZE, Resources.NONE);

        place(4, PlacementRequest.of(WEB, ONE));

        assertThat(cluster.snapshot()).spreadsEvenly("web").hosts("busy", "web", 2);
    }

    @Test
    void spreadingCanBeSwitchedOff() {
        cluster.node("n1", SIZE, Resources.NONE).node("n2", SIZE, Resources.NONE);
        Scheduler packing = Scheduler.builder()
                .spreadInstances(false)
                .ranking(RankingStrategy.binpack(0))
                .build();

        packing.place(PlacementRequest.of(WEB, ONE), 5, cluster.state(), (position, node, reservation) -> {});

        assertThat(cluster.snapshot()).hosts("n1", "web", 5);
    }

    @Test
    void fiftyOverTwoZonesOfOneAndTwoNodesAre25And25() {
        cluster.node("a1", SIZE, Map.of("zone", "a"))
                .node("b1", SIZE, Map.of("zone", "b"))
                .node("b2", SIZE, Map.of("zone", "B")); // values are compared without case

        place(50, spreadOver("node.labels.zone"));

        assertThat(instances("a1")).isEqualTo(25);
        assertThat(instances("b1", "b2")).isEqualTo(25);
        assertThat(instances("b1")).isBetween(12, 13);
    }

    @Test
    void spreadsWithinTheFirstLabelOverTheSecond() {
        cluster.node("a1", SIZE, Map.of("zone", "a", "rack", "1"))
                .node("b1", SIZE, Map.of("zone", "b", "rack", "1"))
                .node("b2", SIZE, Map.of("zone", "b", "rack", "2"))
                .node("b3", SIZE, Map.of("zone", "b", "rack", "2"));

        place(40, spreadOver("node.labels.zone", "node.labels.rack"));

        assertThat(instances("a1")).isEqualTo(20);
        assertThat(instances("b1")).isEqualTo(10);
        assertThat(instances("b2")).isEqualTo(5);
        assertThat(instances("b3")).isEqualTo(5);
    }

    @Test
    void nodesWithoutTheLabelAreAZoneOfTheirOwn() {
        cluster.node("a1", SIZE, Map.of("zone", "a"))
                .node("x1", SIZE, Resources.NONE)
                .node("x2", SIZE, Resources.NONE);

        place(8, spreadOver("node.labels.zone"));

        assertThat(instances("a1")).isEqualTo(4);
        assertThat(instances("x1", "x2")).isEqualTo(4);
    }

    @Test
    void aBlankLabelIsNothingToSpreadOver() {
        cluster.node("n1", SIZE, Resources.NONE).node("n2", SIZE, Resources.NONE);

        place(4, spreadOver(" "));

        assertThat(cluster.snapshot()).spreadsEvenly("web");
    }

    @Test
    void aFullZoneDoesNotStopTheOthers() {
        cluster.node("a1", Resources.of(1000, 256L << 30), Map.of("zone", "a")).node("b1", SIZE, Map.of("zone", "b"));

        place(10, spreadOver("node.labels.zone"));

        assertThat(instances("a1")).isEqualTo(2);
        assertThat(instances("b1")).isEqualTo(8);
    }

    @Test
    void aNodeThatFailedRanksLastUntilThatIsForgotten() {
        TestingClock clock = new TestingClock();
        FailureMemory memory = new FailureMemory(Duration.ofMinutes(10));
        cluster.node("n1", SIZE, Resources.NONE).node("n2", SIZE, Resources.of(60_000, 0));
        memory.failed(WEB, N1, clock.instant());
        PlacementRequest request = PlacementRequest.of(WEB, ONE);

        assertThat(cluster.rank(RankingStrategy.leastLoaded(0), withMemory(request, memory, clock)))
                .containsExactly("n2", "n1");

        clock.advance(Duration.ofMinutes(34));
        assertThat(cluster.rank(RankingStrategy.leastLoaded(0), withMemory(request, memory, clock)))
                .containsExactly("n1", "n2");
    }

    @Test
    void theNodeThatFailedMoreRanksVeryLast() {
        TestingClock clock = new TestingClock();
        FailureMemory memory = new FailureMemory(Duration.ofMinutes(10));
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .node("n3", SIZE, Resources.NONE);
        memory.failed(WEB, N1, clock.instant());
        memory.failed(WEB, N1, clock.instant());
        memory.failed(WEB, NodeId.of("n2"), clock.instant());

        assertThat(cluster.rank(
                        RankingStrategy.leastLoaded(0), withMemory(PlacementRequest.of(WEB, ONE), memory, clock)))
                .containsExactly("n3", "n2", "n1");
    }

    private static PlacementRequest withMemory(PlacementRequest request, FailureMemory memory, TestingClock clock) {
        return request.toBuilder()
                .penalties(memory.penalties(request.meta(), clock.instant()))
                .build();
    }

    @Test
    void aPenalisedNodeIsTakenWhenNothingElseIsLeft() {
        cluster.node("n1", SIZE, Resources.NONE);
        PlacementRequest request =
                new PlacementRequest(WEB, ONE, Placement.ANYWHERE, List.of(), java.util.Set.of(N1), node -> true);

        assertThat(scheduler.place(request, cluster.state())).isPlacedOn("n1");
    }

    @Test
    void softAffinityDecidesBetweenNodesWithEquallyManyInstances() {
        MetaId cache = MetaId.of("cache");
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .instance("n2", "cache", Resources.of(8000, 0));
        PlacementRequest request = PlacementRequest.builder(WEB, ONE)
                .affinities(Affinity.near(cache))
                .build();

        assertThat(scheduler.place(request, cluster.state())).isPlacedOn("n2");
        assertThat(scheduler.place(request, cluster.state())).isPlacedOn("n1"); // instances spread first
    }

    @Test
    void theHeavierSoftWishWins() {
        cluster.node("ssd", SIZE, Map.of("disk", "ssd")).node("fast", SIZE, Map.of("net", "fast"));
        Affinity disk = Affinity.to(Constraint.parse("node.labels.disk==ssd"));
        Affinity net = Affinity.to(Constraint.parse("node.labels.net==fast"));

        assertThat(cluster.rank(
                        RankingStrategy.leastLoaded(0),
                        PlacementRequest.builder(WEB, ONE)
                                .affinities(disk, net.soft(2))
                                .build()))
                .containsExactly("fast", "ssd");
    }

    @Test
    void hardAffinityVetoes() {
        MetaId db = MetaId.of("db");
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .instance("n2", "db", Resources.NONE);
        PlacementRequestBuilder request = PlacementRequest.builder(WEB, ONE);

        assertThat(cluster.place(
                        RankingStrategy.binpack(0),
                        request.affinities(Affinity.awayFrom(db).hard()).build()))
                .isPlacedOn("n1");
        assertThat(cluster.place(
                        RankingStrategy.spread(),
                        request.affinities(Affinity.near(db).hard()).build()))
                .isPlacedOn("n2");
        assertThat(cluster.place(
                        RankingStrategy.spread(),
                        request.affinities(Affinity.near(MetaId.of("queue")).hard())
                                .build()))
                .isRefusedFor("host no queue", 2)
                .isRefusedForNow();
        assertThat(cluster.place(
                        RankingStrategy.spread(),
                        request.affinities(Affinity.to(Constraint.parse("node.labels.disk==ssd"))
                                        .hard())
                                .build()))
                .isRefusedForGood();
    }
}
