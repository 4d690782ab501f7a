package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final PlacementRequest ONE = PlacementRequest.of(MetaId.of("web"), Resources.of(1000, 1L << 30));
    private static final PlacementRequest BIG = PlacementRequest.of(MetaId.of("db"), Resources.of(3000, 1L << 30));

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final ClusterState cluster = new TestingCluster()
            .node("n1", Resources.of(4000, 8L << 30), Resources.NONE)
            .node("n2", Resources.of(2000, 8L << 30), Resources.NONE)
            .state();

    @Test
    void placesEachThatFits() {
        List<Decision> decisions = scheduler.placeEach(List.of(BIG, BIG, ONE), cluster);

        assertThat(decisions.get(0)).isPlacedOn("n1");
        assertThat(decisions.get(1)).isRefusedFor("lack CPU", 2);
        assertThat(decisions.get(2)).isPlacedOn("n2");
    }

    @Test
    void placesAllTogether() {
        BatchDecision decision = scheduler.placeAllOrNothing(List.of(BIG, ONE, ONE), cluster);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        BatchDecision.Placed.class,
                        placed -> assertThat(placed.decisions())
                                .extracting(Decision.Placed::node)
                                .containsExactly(NodeId.of("n1"), NodeId.of("n2"), NodeId.of("n1")));
    }

    @Test
    void placesNothingIfOneDoesNotFit() {
        ClusterSnapshot before = cluster.snapshot();

        BatchDecision decision = scheduler.placeAllOrNothing(List.of(ONE, BIG, BIG, ONE), cluster);

        assertThat(decision).isInstanceOfSatisfying(BatchDecision.Refused.class, refused -> {
            assertThat(refused.position()).isEqualTo(2);
            assertThat(refused.request()).isEqualTo(BIG);
            assertThat(refused.reason().summary()).isEqualTo("no node fits: 2 lack CPU");
        });
        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    @Test
    void placesNothingIfAStrategyFails() {
        ClusterSnapshot before = cluster.snapshot();
        PlacementRequest broken =
                ONE.toBuilder().ranking((request, node) -> Double.NaN).build();

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> scheduler.placeAllOrNothing(List.of(ONE, broken), cluster));
        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    @Test
    void nothingIsAlwaysPlaced() {
        assertThat(scheduler.placeAllOrNothing(List.of(), cluster)).isInstanceOf(BatchDecision.Placed.class);
        assertThat(scheduler.placeEach(List.of(), cluster)).isEmpty();
    }

    @Test
    void countsWhatFits() {
        List<String> placed = new ArrayList<>();

        int count = scheduler.place(
                ONE, 10, cluster, (position, node, reservation) -> placed.add(position + " on " + node));

        assertThat(count).isEqualTo(6);
        assertThat(placed).startsWith("0 on n1", "1 on n2").hasSize(6);
    }

    @Test
    void aCountIsTheSameAsSinglePlacements() {
        ClusterState other = cluster.snapshot().thaw();
        scheduler.place(ONE, 5, cluster, (position, node, reservation) -> {});

        scheduler.placeEach(Collections.nCopies(5, ONE), other);

        assertThat(other.snapshot()).isEqualTo(cluster.snapshot());
    }

    @Test
    void refusesANegativeCount() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.place(ONE, -1, cluster, (position, node, reservation) -> {}))
                .withMessage("count: -1 (expected: >= 0)");
    }
}
