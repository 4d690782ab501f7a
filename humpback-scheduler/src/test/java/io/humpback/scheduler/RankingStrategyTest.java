package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingStrategyTest {
    private static final Resources SIZE = Resources.of(4000, 8L << 30);
    private static final Resources NONE = Resources.NONE;
    private static final Resources USED = Resources.of(2000, 4L << 30);
    private static final PlacementRequest REQUEST = PlacementRequest.of(MetaId.of("web"), Resources.of(500, 1L << 30));

    @Test
    void leastLoadedTakesTheIdleNodeFirst() {
        assertThat(new TestingCluster()
                        .node("busy", SIZE, USED)
                        .node("idle", SIZE, NONE)
                        .rank(RankingStrategy.leastLoaded(0), REQUEST))
                .containsExactly("idle", "busy");
    }

    @Test
    void leastLoadedLooksAtTheUseAfterThePlacement() {
        assertThat(new TestingCluster()
                        .node("big", Resources.of(16_000, 32L << 30), Resources.of(1000, 2L << 30))
                        .node("small", Resources.of(1000, 2L << 30), NONE)
                        .rank(RankingStrategy.leastLoaded(0), REQUEST))
                .containsExactly("big", "small");
    }

    @Test
    void leastLoadedSettlesEqualUseByContainers() {
        assertThat(new TestingCluster()
                        .node(TestingCluster.offer("crowded", SIZE).withForeignContainers(9))
                        .node("quiet", SIZE, NONE)
                        .rank(RankingStrategy.leastLoaded(0), REQUEST))
                .containsExactly("quiet", "crowded");
    }

    @Test
    void equalWeightsAreSettledById() {
        assertThat(new TestingCluster()
                        .node("n2", SIZE, NONE)
                        .node("n10", SIZE, NONE)
                        .node("n1", SIZE, NONE)
                        .rank(RankingStrategy.leastLoaded(0), REQUEST))
                .containsExactly("n1", "n10", "n2");
    }

    @Test
    void binpackFillsTheFullestFirst() {
        assertThat(new TestingCluster()
                        .node("busy", SIZE, USED)
                        .node("full", SIZE, SIZE)
                        .node("idle", SIZE, NONE)
                        .rank(RankingStrategy.binpack(0), REQUEST))
                .containsExactly("busy", "idle");
    }

    @Test
    void spreadCountsContainers() {
        assertThat(new TestingCluster()
                        .node(TestingCluster.offer("many", SIZE).withForeignContainers(3))
                        .node("one", SIZE, USED)
                        .node(TestingCluster.offer("two", SIZE).withForeignContainers(2))
                        .rank(RankingStrategy.spread(), REQUEST))
                .containsExactly("one", "two", "many");
    }

    @Test
    void randomIsTheSameForTheSameSeed() {
        TestingCluster cluster = tenNodes();

        List<String> first = cluster.rank(RankingStrategy.random(7), REQUEST);

        assertThat(cluster.rank(RankingStrategy.random(7), REQUEST)).isEqualTo(first);
        assertThat(cluster.rank(RankingStrategy.random(8), REQUEST))
                .isNotEqualTo(first)
                .containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void randomPutsEveryNodeFirstForSomeSeed() {
        TestingCluster cluster = tenNodes();
        Set<String> first = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            first.add(cluster.rank(RankingStrategy.random(seed), REQUEST).get(0));
        }

        assertThat(first).hasSize(10);
    }

    private static TestingCluster tenNodes() {
        TestingCluster cluster = new TestingCluster();
        for (int i = 0; i < 10; i++) {
            cluster.node("n" + i, SIZE, NONE);
        }
        return cluster;
    }

    @Test
    void aWeightedSumLiesBetweenItsParts() {
        TestingCluster cluster = new TestingCluster()
                .node("busy", SIZE, USED)
                .node(TestingCluster.offer("crowded", SIZE).withForeignContainers(30));

        RankingStrategy mostlyLoad = RankingStrategy.leastLoaded(0)
                .times(0.9)
                .plus(RankingStrategy.spread().times(0.1));
        RankingStrategy mostlyCount = RankingStrategy.leastLoaded(0)
                .times(0.1)
                .plus(RankingStrategy.spread().times(0.9));

        assertThat(cluster.rank(mostlyLoad, REQUEST)).containsExactly("crowded", "busy");
        assertThat(cluster.rank(mostlyCount, REQUEST)).containsExactly("busy", "crowded");
    }

    @Test
    void aWeightedSumAddsUp() {
        RankingStrategy sum = RankingStrategy.ofNode(node -> 2)
                .times(3)
                .plus(RankingStrategy.ofNode(node -> 5))
                .times(10);
        NodeView node = new TestingCluster()
                .node("n1", SIZE, NONE)
                .snapshot()
                .node(NodeId.of("n1"))
                .orElseThrow();

        assertThat(sum.weigh(REQUEST, node)).isEqualTo(110);
        assertThat(sum.dependsOnNodeAlone()).isTrue();
        assertThat(sum.plus(RankingStrategy.leastLoaded(0)).dependsOnNodeAlone())
                .isFalse();
    }

    @Test
    void measuredLoadMixesBoth() {
        TestingCluster cluster = new TestingCluster()
                .node("reserved", SIZE, USED)
                .node("working", SIZE, NONE)
                .measured("reserved", Resources.of(100, 1))
                .measured("working", Resources.of(3900, 7L << 30));

        assertThat(cluster.rank(RankingStrategy.measured(0), REQUEST)).containsExactly("working", "reserved");
        assertThat(cluster.rank(RankingStrategy.measured(1), REQUEST)).containsExactly("reserved", "working");
    }

    @Test
    void anUnmeasuredNodeCountsByWhatIsReserved() {
        assertThat(new TestingCluster()
                        .node("busy", SIZE, USED)
                        .node("idle", SIZE, NONE)
                        .node("measured", SIZE, NONE)
                        .measured("measured", Resources.of(1000, 2L << 30))
                        .rank(RankingStrategy.measured(1), REQUEST))
                .containsExactly("idle", "measured", "busy");
    }

    @Test
    void aRequestCanBringItsOwnStrategy() {
        TestingCluster cluster = new TestingCluster().node("busy", SIZE, USED).node("idle", SIZE, NONE);
        PlacementRequest packing =
                REQUEST.toBuilder().ranking(RankingStrategy.binpack(0)).build();

        assertThat(cluster.rank(RankingStrategy.leastLoaded(0), packing)).containsExactly("busy", "idle");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesAShareOutOfRange(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingStrategy.measured(share))
                .withMessageStartingWith("share: ");
    }

    @Test
    void refusesAFactorThatIsNotFinite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingStrategy.spread().times(Double.NaN))
                .withMessage("factor: NaN (expected: a finite number)");
    }
}
