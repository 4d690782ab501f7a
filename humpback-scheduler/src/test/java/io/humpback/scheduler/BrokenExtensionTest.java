package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenExtensionTest {
    private static final PlacementRequest REQUEST = PlacementRequest.of(MetaId.of("web"), Resources.of(1000, 1L << 30));

    private final ClusterState cluster = new TestingCluster()
            .node("n1", Resources.of(4000, 8L << 30), Resources.NONE)
            .state();
    private final ClusterSnapshot before = cluster.snapshot();

    @AfterEach
    void nothingWasReserved() {
        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    /** Has a name to be found in the message. */
    private record Fails() implements RankingStrategy {
        @Override
        public double weigh(PlacementRequest request, NodeView node) {
            throw new IllegalStateException("no price");
        }
    }

    @Test
    void namesAStrategyThatThrows() {
        Scheduler scheduler = Scheduler.builder().ranking(new Fails()).build();

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> scheduler.place(REQUEST, cluster))
                .withMessage("strategy failed, extension=Fails[], node=n1, meta=web")
                .withCauseInstanceOf(IllegalStateException.class)
                .satisfies(e -> {
                    assertThat(e.extension()).isEqualTo("Fails[]");
                    assertThat(e.node()).isEqualTo("n1");
                    assertThat(e.meta()).isEqualTo("web");
                });
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void namesAStrategyWhoseWeightIsNotFinite(double weight) {
        Scheduler scheduler = Scheduler.builder()
                .ranking(RankingStrategy.ofNode(node -> weight))
                .build();

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> scheduler.place(REQUEST, cluster))
                .withMessageStartingWith("weight: " + weight + " (expected: a finite number), extension=NodeWeight")
                .withMessageEndingWith("node=n1, meta=web");
        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> scheduler.explain(REQUEST, cluster.snapshot()));
    }

    @Test
    void namesAFilterThatThrows() {
        Scheduler scheduler = Scheduler.builder()
                .filter((request, node) -> {
                    throw new UnsupportedOperationException();
                })
                .build();

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> scheduler.place(REQUEST, cluster))
                .withMessageStartingWith("filter failed, extension=")
                .withMessageEndingWith("node=n1, meta=web");
    }

    @Test
    void namesAGroupThatThrows() {
        PlacementRequest request = REQUEST.toBuilder()
                .within(node -> {
                    throw new UnsupportedOperationException();
                })
                .build();

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> Scheduler.builder().build().place(request, cluster))
                .withMessageStartingWith("predicate within failed");
    }

    @Test
    void namesAnObjectiveThatIsNotFinite() {
        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> Scheduler.builder().build().rebalance(cluster.snapshot(), node -> 0.0 / 0, 5))
                .withMessageStartingWith("cost: NaN")
                .withMessageEndingWith("node=n1");
    }

    @Test
    void refusesAPenaltyThatIsNotFinite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REQUEST.toBuilder().penalties(Map.of(NodeId.of("n1"), Double.NaN)))
                .withMessage("penalty: NaN, node=n1 (expected: a finite number >= 0)");
    }

    @Test
    void refusesAWishWithoutWeight() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Affinity.near(MetaId.of("db")).soft(0))
                .withMessage("weight: 0.0 (expected: a finite number above 0)");
    }

    @Test
    void refusesABlankLabel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REQUEST.toBuilder().labels(Map.of(" ", "")).build())
                .withMessageStartingWith("label: \" \"");
    }

    @Test
    void refusesAnEmptyPortRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortRange.tcp(9000, 8999))
                .withMessage("last: 8999 (expected: 9000-65535)");
        assertThatIllegalArgumentException().isThrownBy(() -> new PortRange("icmp", 1, 2));
    }

    @Test
    void refusesLessThanOneInstanceOnANode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REQUEST.toBuilder().maxPerNode(0))
                .withMessageStartingWith("maxPerNode: 0");
    }
}
