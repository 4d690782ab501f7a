package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Constraint;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final long GIB = 1L << 30;
    private static final Map<String, String> SSD = Map.of("disk", "ssd");
    private static final MetaId WEB = MetaId.of("web");

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();

    private static PlacementRequest onSsd(Resources resources) {
        return PlacementRequest.builder(WEB, resources)
                .placement(new Placement(List.of(Constraint.parse("node.labels.disk==ssd")), List.of(), List.of()))
                .build();
    }

    private static TestingCluster fullCluster() {
        return new TestingCluster()
                .node("n1", Resources.of(8000, 16 * GIB), SSD)
                .instance("n1", "db", Resources.of(0, (long) (10.8 * GIB)))
                .node("n2", Resources.of(8000, 16 * GIB), SSD)
                .instance("n2", "db", Resources.of(0, 12 * GIB))
                .node("n3", Resources.of(8000, 4 * GIB), SSD)
                .node("n4", Resources.of(8000, 64 * GIB), Map.of("disk", "hdd"))
                .node("n5", Resources.of(8000, 64 * GIB), Map.of());
    }

    @Test
    void saysInASentenceWhyNoNodeFits() {
        Explanation explanation = scheduler.explain(
                onSsd(Resources.of(500, 8 * GIB)), fullCluster().snapshot());

        assertThat(explanation.summary())
                .isEqualTo("no node fits: 3 lack memory (need 8 GiB, most free 5.2 GiB),"
                        + " 2 do not match node.labels.disk==ssd");
        assertThat(explanation.chosen()).isEmpty();
    }

    @Test
    void hasTheFactsOfEveryVeto() {
        Explanation explanation = scheduler.explain(
                onSsd(Resources.of(500, 8 * GIB)), fullCluster().snapshot());

        assertThat(explanation.vetoed())
                .extracting(
                        v -> v.node().value(),
                        NodeVerdict.Vetoed::filter,
                        v -> v.veto().isTransient(),
                        NodeVerdict.Vetoed::fact)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "n2", "resources", true, new Fact.Shortage("memory", 8 * GIB, 4 * GIB)),
                        org.assertj.core.groups.Tuple.tuple(
                                "n3", "resources", false, new Fact.Shortage("memory", 8 * GIB, 4 * GIB)),
                        org.assertj.core.groups.Tuple.tuple(
                                "n4", "placement", false, new Fact.Mismatch("node.labels.disk==ssd", "hdd")));
    }

    @Test
    void hasTheFactOfALabelThatIsAskedForAndOfACompanionThatIsMissing() {
        PlacementRequest labelled = PlacementRequest.builder(WEB, Resources.NONE)
                .labels(Map.of("disk", "ssd"))
                .build();
        PlacementRequest together = PlacementRequest.builder(WEB, Resources.NONE)
                .affinities(List.of(Affinity.near(MetaId.of("db")).hard()))
                .build();

        assertThat(scheduler.explain(labelled, fullCluster().snapshot()).vetoed())
                .extracting(NodeVerdict.Vetoed::fact)
                .anySatisfy(fact -> assertThat(String.valueOf(fact)).contains("disk==ssd", "found hdd"))
                .anySatisfy(fact -> assertThat(String.valueOf(fact)).contains("found no such label"));
        assertThat(scheduler.explain(together, fullCluster().snapshot()).vetoed())
                .extracting(NodeVerdict.Vetoed::fact)
                .contains(new Fact.Mismatch("near db", ""));
    }

    @Test
    void isReadableAsText() {
        Explanation explanation = scheduler.explain(
                onSsd(Resources.of(500, 8 * GIB)), fullCluster().snapshot());

        assertThat(explanation.text().lines())
                .hasSize(6)
                .startsWith("instance of web needing 0.5 CPU, 8 GiB: " + explanation.summary())
                .contains(
                        "  n2: no, resources: lack memory (need 8 GiB, free 4 GiB); waiting may help",
                        "  n3: no, resources: lack memory (need 8 GiB, free 4 GiB); waiting does not help",
                        "  n5: no, placement: do not match node.labels.disk==ssd (asked for node.labels.disk==ssd,"
                                + " found no such label); waiting does not help");
    }

    @Test
    void namesThePartsOfTheWeight() {
        TestingCluster cluster = new TestingCluster()
                .node("n1", Resources.of(4000, 8 * GIB), Resources.of(1000, 0))
                .node("n2", Resources.of(4000, 8 * GIB), Resources.NONE)
                .instance("n2", "web", Resources.NONE);

        Explanation explanation =
                scheduler.explain(PlacementRequest.of(WEB, Resources.of(1000, 2 * GIB)), cluster.snapshot());

        assertThat(explanation.chosen()).contains(NodeId.of("n1"));
        assertThat(explanation.fitting().get(0).parts())
                .containsExactly(
                        new WeightPart("use of CPU", 0.5),
                        new WeightPart("use of memory", 0.25),
                        new WeightPart("containers", 1));
        assertThat(explanation.fitting().get(1).wishes()).containsExactly(new WeightPart("instances of web", 1));
        assertThat(explanation.summary()).isEqualTo("n1 is the best of 2");
    }

    @Test
    void namesTheWishesThatDecide() {
        TestingCluster cluster = new TestingCluster()
                .node("n1", Resources.of(4000, 8 * GIB), Map.of("zone", "a"))
                .instance("n1", "web", Resources.NONE);
        PlacementRequest request = PlacementRequest.builder(WEB, Resources.of(100, GIB))
                .placement(new Placement(List.of(), List.of("node.labels.zone", "engine.labels.rack"), List.of()))
                .penalised(Set.of(NodeId.of("n1")))
                .affinities(Affinity.near(MetaId.of("cache")).soft(3))
                .build();

        Explanation explanation = scheduler.explain(request, cluster.snapshot());

        assertThat(explanation.fitting().get(0).wishes())
                .containsExactly(
                        new WeightPart("failures lately", 1),
                        new WeightPart("instances with node.labels.zone=a", 1),
                        new WeightPart("instances with engine.labels.rack missing", 1),
                        new WeightPart("instances of web", 1),
                        new WeightPart("wishes not met", 3));
    }

    @Test
    void saysWhatAnotherFilterFound() {
        TestingCluster cluster = new TestingCluster()
                .node("n1", Resources.of(4000, 8 * GIB), Resources.NONE)
                .node("n2", Resources.of(4000, 8 * GIB), Resources.NONE)
                .change("n2", offer -> offer.withState(NodeState.SUSPECT));
        PortMapping web = new PortMapping(80, 8080, "tcp", "");
        cluster.state().occupy(NodeId.of("n1"), List.of(web));

        Explanation explanation = scheduler.explain(
                PlacementRequest.builder(WEB, Resources.NONE)
                        .fixedPorts(List.of(web))
                        .build(),
                cluster.snapshot());

        assertThat(explanation.vetoed())
                .extracting(NodeVerdict.Vetoed::fact)
                .containsExactly(new Fact.Mismatch("8080/tcp", "it taken"), new Fact.Mismatch("healthy", "suspect"));
    }

    @Test
    void anEmptyClusterHasNoNode() {
        Explanation explanation =
                scheduler.explain(PlacementRequest.of(WEB, Resources.NONE), new ClusterState().snapshot());

        assertThat(explanation.summary()).isEqualTo("no node fits: there is none");
    }

    @Test
    void costsNothingWhenNotAskedFor() {
        AtomicInteger explained = new AtomicInteger();
        NodeFilter counting = new NodeFilter() {
            @Override
            public Veto veto(PlacementRequest request, NodeView node) {
                return Veto.permanent("are counted");
            }

            @Override
            public Fact fact(PlacementRequest request, NodeView node) {
                explained.incrementAndGet();
                return new Fact.Mismatch("", "");
            }
        };
        Scheduler counted = Scheduler.builder().filter(counting).build();
        ClusterState cluster = fullCluster().state();
        PlacementRequest request = PlacementRequest.of(WEB, Resources.NONE);

        counted.place(request, cluster);
        assertThat(explained).hasValue(0);

        counted.explain(request, cluster.snapshot());
        assertThat(explained).hasValue(5);
    }

    @Test
    void roundsSoThatWhatIsNeededNeverLooksSmaller() {
        assertThat(Amounts.needed(Amounts.MEMORY, 8 * GIB + 1)).isEqualTo("8.1 GiB");
        assertThat(Amounts.free(Amounts.MEMORY, 8 * GIB - 1)).isEqualTo("7.9 GiB");
        assertThat(Amounts.needed(Amounts.MEMORY, 512)).isEqualTo("512 bytes");
        assertThat(Amounts.needed(Amounts.MEMORY, Long.MAX_VALUE)).isEqualTo("8 EiB");
        assertThat(Amounts.needed(Amounts.CPU, 1050)).isEqualTo("1.05 CPU");
        assertThat(Amounts.needed("gpu", 2)).isEqualTo("2 gpu");
    }
}
