package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WhatIfTest {
    private static final long GIB = 1L << 30;
    private static final Resources SIZE = Resources.of(4000, 8 * GIB);
    private static final Resources ONE = Resources.of(1000, 2 * GIB);
    private static final NodeId N1 = NodeId.of("n1");

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final TestingCluster cluster = new TestingCluster()
            .node("n1", SIZE, Map.of("zone", "a"))
            .node("n2", SIZE, Map.of("zone", "b"))
            .node("n3", SIZE, Map.of("zone", "b"))
            .instance("n1", "web", ONE)
            .instance("n1", "web", ONE)
            .instance("n2", "web", ONE)
            .instance("n3", "db", Resources.of(3000, 6 * GIB));
    private final ClusterSnapshot before = cluster.snapshot();

    @AfterEach
    void theStateIsAsItWas() {
        assertThat(cluster.snapshot()).isEqualTo(before);
    }

    @Test
    void sayWhereInstancesGoWhenANodeLeaves() {
        Relocation relocation = scheduler.whatIf(before).leaves(N1);

        assertThat(relocation.isComplete()).isTrue();
        assertThat(relocation.moves()).extracting(Move::toString).containsExactly("web: n1 -> n3", "web: n1 -> n2");
        assertThat(relocation.after()).hosts("n2", "web", 2).hosts("n3", "web", 1);
        assertThat(relocation.after().node(N1)).isEmpty();
    }

    @Test
    void saysWhatFindsNoPlace() {
        Relocation relocation = scheduler.whatIf(before).leaves(NodeId.of("n3"));

        assertThat(relocation.moves())
                .extracting(Move::toString)
                .containsExactly("db: n3 -> n2"); // 3 of its 4 cores are free

        Relocation both = scheduler.whatIf(before).leave(Set.of(NodeId.of("n2"), NodeId.of("n3")));
        assertThat(both.stranded())
                .extracting(Relocation.Stranded::reason)
                .containsExactly("no node fits: 1 lack CPU (need 3 CPU, most free 1 CPU)");
        assertThat(both.text())
                .isEqualTo(
                        "  web: n2 -> n1\n  db: n3 -> nowhere, no node fits: 1 lack CPU (need 3 CPU, most free 1 CPU)\n");
    }

    @Test
    void drainingKeepsWhatFindsNoPlace() {
        TestingCluster small =
                new TestingCluster().node("n1", SIZE, Resources.NONE).node("n2", ONE, Resources.NONE);
        small.instance("n1", "web", ONE).instance("n1", "web", ONE);

        Relocation relocation = scheduler.whatIf(small.snapshot()).isDrained(N1);

        assertThat(relocation.moves()).hasSize(1);
        assertThat(relocation.stranded()).hasSize(1);
        assertThat(relocation.after()).hosts("n1", "web", 1).hosts("n2", "web", 1);
        assertThat(small.snapshot()).hosts("n1", "web", 2);
    }

    @Test
    void saysWhatAJoiningNodeWouldTake() {
        PlacementRequest big = PlacementRequest.of(MetaId.of("big"), Resources.of(4000, 8 * GIB));
        assertThat(scheduler.explain(big, before).chosen()).isEmpty();

        WhatIf.Joined joined = scheduler.whatIf(before).joins(TestingCluster.offer("n4", SIZE), List.of(big, big));

        assertThat(joined.decisions().get(0)).isPlacedOn("n4");
        assertThat(joined.decisions().get(1)).isRefused();
        assertThat(joined.after().nodes()).hasSize(4);
    }

    @Test
    void namesAnUnknownNode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.whatIf(before).leaves(NodeId.of("n9")))
                .withMessage("node: n9 (expected: one that joined)");
    }

    @Test
    void aGroupSurvivesWhereOthersHaveRoom() {
        SurvivalReport report =
                scheduler.survival(before, Set.of(MetaId.of("web"))).ofNodes();

        assertThat(report.survives()).isTrue();
        assertThat(report.losses()).extracting(SurvivalReport.Loss::name).containsExactly("n1", "n2", "n3");
    }

    @Test
    void saysWhatIsShortWhereAZoneIsLost() {
        SurvivalReport report = scheduler
                .survival(before, Set.of(MetaId.of("web"), MetaId.of("db")))
                .ofZones("node.labels.zone");

        assertThat(report.survives()).isFalse();
        assertThat(report.fatal()).hasSize(1);
        assertThat(report.fatal().get(0).missing()).containsExactly(Map.entry(MetaId.of("db"), 1));
        assertThat(report.text())
                .isEqualTo("  without node.labels.zone=a: all find another node\n"
                        + "  without node.labels.zone=b: 1 of db lack a node: no node fits: 1 lack CPU"
                        + " (need 3 CPU, most free 1 CPU)\n");
    }

    @Test
    void whatOthersLoseDoesNotCount() {
        assertThat(scheduler
                        .survival(before, Set.of(MetaId.of("web")))
                        .ofZones("node.labels.zone")
                        .survives())
                .isTrue();
    }

    @Test
    void hintsHowManyNodesOfWhichShapeWouldDo() {
        PlacementRequest big = PlacementRequest.of(MetaId.of("big"), Resources.of(3000, 4 * GIB));
        List<SizingHint> hints = scheduler
                .sizing(before)
                .hints(
                        List.of(big, big, big, big),
                        List.of(
                                TestingCluster.offer("small", Resources.of(2000, 8 * GIB)),
                                TestingCluster.offer("medium", SIZE),
                                TestingCluster.offer("large", Resources.of(16_000, 32 * GIB))),
                        10);

        assertThat(hints)
                .extracting(SizingHint::toString)
                .containsExactly(
                        "0 more of 2 CPU, 8 GiB are not enough: instance of big needing 3 CPU, 4 GiB: no node fits:"
                                + " 4 lack CPU (need 3 CPU, most free 2 CPU)",
                        "3 more of 4 CPU, 8 GiB",
                        "1 more of 16 CPU, 32 GiB");
    }

    @Test
    void needsNoNodeWhereAllFits() {
        List<SizingHint> hints = scheduler
                .sizing(before)
                .hints(List.of(PlacementRequest.of(MetaId.of("x"), ONE)), List.of(TestingCluster.offer("m", SIZE)), 10);

        assertThat(hints).extracting(SizingHint::nodes).containsExactly(0);
    }

    @Test
    void newNodesCountForAGroupToo() {
        PlacementRequest inGroup = PlacementRequest.builder(MetaId.of("big"), SIZE)
                .within(Set.of(N1)::contains)
                .build();

        List<SizingHint> hints =
                scheduler.sizing(before).hints(List.of(inGroup), List.of(TestingCluster.offer("m", SIZE)), 10);

        assertThat(hints).extracting(SizingHint::nodes).containsExactly(1);
    }

    @Test
    void stopsAtTheHighestNumberOfNodes() {
        PlacementRequest whole = PlacementRequest.of(MetaId.of("big"), SIZE);

        SizingHint hint = scheduler
                .sizing(before)
                .hints(List.of(whole, whole, whole), List.of(TestingCluster.offer("m", SIZE)), 2)
                .get(0);

        assertThat(hint.isSufficient()).isFalse();
        assertThat(hint.nodes()).isEqualTo(2);
        assertThat(hint.missing()).hasSize(1);
    }

    @Test
    void saysWhichNodesCouldLeaveTogether() {
        assertThat(scheduler.sizing(before).removable()).containsExactly(NodeId.of("n2"));
    }
}
