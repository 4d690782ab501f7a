package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private static final Resources SIZE = Resources.of(4000, 8L << 30);
    private static final Resources ONE = Resources.of(1000, 1L << 30).with("gpu", 1);
    private static final MetaId WEB = MetaId.of("web");
    private static final NodeId N1 = NodeId.of("n1");
    private static final NodeId N2 = NodeId.of("n2");
    private static final List<PortMapping> PORT_80 = List.of(new PortMapping(80, 80, "tcp", ""));

    private final ClusterState cluster = new TestingCluster()
            .node("n1", SIZE, Resources.NONE)
            .node("n2", SIZE, Resources.NONE)
            .state();

    private NodeView n1() {
        return cluster.snapshot().node(N1).orElseThrow();
    }

    @Test
    void refusesANodeIdTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.join(TestingCluster.offer("n1", SIZE)))
                .withMessage("node: n1 (expected: once)");
    }

    @Test
    void namesANodeThatDidNotJoin() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.reserve(NodeId.of("n9"), WEB, ONE, List.of()))
                .withMessage("node: n9 (expected: one that joined)");
    }

    @Test
    void reservesAllThatTheRequestNames() {
        cluster.reserve(N1, WEB, ONE, PORT_80);

        assertThat(n1().reservedCpuMillis()).isEqualTo(1000);
        assertThat(n1().reservedMemoryBytes()).isEqualTo(1L << 30);
        assertThat(n1().reservedOf("gpu")).isEqualTo(1);
        assertThat(n1().instancesOf(WEB)).isEqualTo(1);
        assertThat(n1().holdsPort(PORT_80.get(0))).isTrue();
    }

    @Test
    void releaseGivesBackAllThatWasReserved() {
        ClusterSnapshot before = cluster.snapshot();
        long reservation = cluster.reserve(N1, WEB, ONE, PORT_80);
        assertThat(cluster.snapshot()).isNotEqualTo(before);

        assertThat(cluster.release(reservation)).isTrue();

        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    @Test
    void aSecondReleaseDoesNothing() {
        long reservation = cluster.reserve(N1, WEB, ONE, List.of());
        cluster.reserve(N1, WEB, ONE, List.of());
        cluster.release(reservation);

        assertThat(cluster.release(reservation)).isFalse();
        assertThat(n1().instancesOf(WEB)).isEqualTo(1);
    }

    @Test
    void reservationIdsAreNeverGivenTwice() {
        long first = cluster.reserve(N1, WEB, ONE, List.of());
        cluster.release(first);

        assertThat(cluster.reserve(N2, WEB, ONE, List.of())).isGreaterThan(first);
    }

    @Test
    void aPortThatTwoHoldIsFreeWhenBothHaveGone() {
        long first = cluster.reserve(N1, WEB, ONE, PORT_80);
        cluster.occupy(N1, PORT_80);

        cluster.release(first);
        assertThat(n1().holdsPort(PORT_80.get(0))).isTrue();

        cluster.vacate(N1, PORT_80);
        assertThat(n1().holdsPort(PORT_80.get(0))).isFalse();
    }

    @Test
    void aNodeThatLeavesAndComesBackIsAsItWas() {
        cluster.reserve(N1, WEB, ONE, PORT_80);
        cluster.heartbeat(N1, Instant.EPOCH, ONE);
        ClusterSnapshot before = cluster.snapshot();

        DepartedNode departed = cluster.leave(N1);
        assertThat(cluster.contains(N1)).isFalse();
        cluster.join(departed);

        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    @Test
    void aNodeDoesNotComeBackTwice() {
        DepartedNode departed = cluster.leave(N1);
        cluster.join(departed);

        assertThatIllegalArgumentException().isThrownBy(() -> cluster.join(departed));
    }

    @Test
    void whatLeftCanNoLongerBeReleased() {
        long reservation = cluster.reserve(N1, WEB, ONE, List.of());
        cluster.leave(N1);

        assertThat(cluster.release(reservation)).isFalse();
    }

    @Test
    void keepsWhatAHeartbeatMeasured() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        cluster.heartbeat(N1, Instant.EPOCH, Resources.of(300, 500));
        cluster.heartbeat(N1, now);

        assertThat(n1().measuredCpuMillis()).isEqualTo(300);
        assertThat(n1().measuredMemoryBytes()).isEqualTo(500);
        assertThat(cluster.snapshot().heartbeatAt(N1)).contains(now);
        assertThat(cluster.snapshot().node(N2).orElseThrow().measuredCpuMillis())
                .isEqualTo(NodeView.UNKNOWN);
    }

    @Test
    void changesOneFactAtATime() {
        cluster.changeLabels(N1, Map.of("disk", "ssd"));
        cluster.changeState(N1, NodeState.SUSPECT);
        cluster.changeAvailability(N1, Availability.DRAINING);
        cluster.changeImages(N1, Set.of("web:1"));
        cluster.update(N1, offer -> offer.withCapacity(ONE));

        assertThat(n1().labels()).containsEntry("disk", "ssd");
        assertThat(n1().state()).isEqualTo(NodeState.SUSPECT);
        assertThat(n1().availability()).isEqualTo(Availability.DRAINING);
        assertThat(n1().images()).containsExactly("web:1");
        assertThat(n1().capacityOf("gpu")).isEqualTo(1);
    }

    @Test
    void aNodeKeepsItsId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.update(N1, offer -> offer.withId(N2)))
                .withMessage("node: n2 (expected: n1)");
    }

    @Test
    void movesAReservationUnderItsId() {
        long reservation = cluster.reserve(N1, WEB, ONE, PORT_80);

        cluster.move(reservation, N2);

        assertThat(n1().instances()).isZero();
        assertThat(cluster.snapshot().reservationsOn(N2))
                .extracting(Reservation::id)
                .containsExactly(reservation);
        assertThat(cluster.release(reservation)).isTrue();
    }

    @Test
    void aSnapshotStaysAsItWas() {
        cluster.reserve(N1, WEB, ONE, List.of());
        ClusterSnapshot snapshot = cluster.snapshot();

        cluster.reserve(N1, WEB, ONE, List.of());
        cluster.leave(N2);

        assertThat(snapshot.node(N1).orElseThrow().instancesOf(WEB)).isEqualTo(1);
        assertThat(snapshot.nodes()).hasSize(2);
    }

    @Test
    void aThawedSnapshotIsIndependent() {
        ClusterSnapshot snapshot = cluster.snapshot();
        ClusterState thawed = snapshot.thaw();

        thawed.reserve(N1, WEB, ONE, List.of());

        assertThat(cluster.snapshot()).isEqualTo(snapshot);
        assertThat(thawed.snapshot()).isNotEqualTo(snapshot);
    }

    @Test
    void refusesSumsBeyondALong() {
        Resources huge = Resources.of(0, Long.MAX_VALUE);
        cluster.reserve(N1, WEB, huge, List.of());
        ClusterSnapshot before = cluster.snapshot();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.reserve(N1, WEB, huge, List.of()))
                .withMessageContainingAll("memoryBytes: 9223372036854775807", "node=n1", "below 2^63");
        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    @Test
    void refusesNegativeAmounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.of(0, 0).with("gpu", -1))
                .withMessage("gpu: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestingCluster.offer("n3", SIZE).withMaxInstances(-1))
                .withMessage("maxInstances: -1 (expected: >= 0)");
    }

    @Test
    void refusesChangesByWhatIsAsked() {
        Scheduler scheduler = Scheduler.builder()
                .ranking((request, node) -> cluster.reserve(node.id(), request))
                .build();

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> scheduler.place(PlacementRequest.of(WEB, Resources.of(1, 1)), cluster))
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(n1().instances()).isZero();
    }

    @Test
    void refusesAPlacementWithinAPlacement() {
        Scheduler scheduler = Scheduler.builder().overcommit(0).build();
        PlacementRequest request = PlacementRequest.of(WEB, Resources.of(1, 1));

        assertThatIllegalStateException()
                .isThrownBy(() -> scheduler.place(
                        request, 1, cluster, (position, node, reservation) -> scheduler.place(request, cluster)));
        assertThat(scheduler.place(request, cluster).isPlaced()).isTrue(); // the lock is free again
    }
}
