package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.Placement;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RebalanceTest {
    private static final Resources SIZE = Resources.of(32_000, 64L << 30);
    private static final Resources ONE = Resources.of(1000, 2L << 30);

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final TestingCluster cluster = new TestingCluster();

    private RebalancePlan balance(int budget) {
        return scheduler.rebalance(cluster.snapshot(), Objective.balance(), budget);
    }

    private void instances(String node, String meta, int count) {
        for (int i = 0; i < count; i++) {
            cluster.instance(node, meta, ONE);
        }
    }

    @Test
    void fillsANodeThatCameBack() {
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .node("n3", SIZE, Resources.NONE);
        instances("n1", "web", 9);
        instances("n2", "web", 9);

        RebalancePlan plan = balance(100);
        plan.applyTo(cluster.state());

        assertThat(plan.moves()).hasSize(6);
        assertThat(plan.gain()).isPositive();
        assertThat(cluster.snapshot()).spreadsEvenly("web");
        assertThat(balance(100).moves()).isEmpty();
    }

    @Test
    void keepsToItsBudgetAndTakesTheBestFirst() {
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .instance("n1", "small", ONE)
                .instance("n1", "large", Resources.of(8000, 16L << 30))
                .instance("n1", "huge", Resources.of(9000, 18L << 30));

        RebalancePlan plan = balance(1);

        assertThat(plan.moves()).extracting(Move::toString).containsExactly("huge: n1 -> n2");
        assertThat(plan.after()).isLessThan(plan.before());
        assertThat(plan.text()).startsWith("1 move, objective ").endsWith("\n  huge: n1 -> n2\n");
    }

    @Test
    void leavesABalancedClusterAlone() {
        cluster.node("n1", SIZE, ONE).node("n2", SIZE, ONE);

        RebalancePlan plan = balance(10);

        assertThat(plan.moves()).isEmpty();
        assertThat(plan.gain()).isZero();
    }

    @Test
    void aBudgetOfNothingMovesNothing() {
        cluster.node("n1", SIZE, Resources.NONE).node("n2", SIZE, Resources.NONE);
        instances("n1", "web", 2);

        assertThat(balance(0).moves()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> balance(-1)).withMessage("budget: -1 (expected: >= 0)");
    }

    @Test
    void neverDoublesInstancesForTheSakeOfLoad() {
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .instance("n1", "web", Resources.of(8000, 0))
                .instance("n1", "web", Resources.of(8000, 0))
                .instance("n2", "web", Resources.NONE)
                .instance("n2", "web", Resources.NONE);

        assertThat(balance(10).moves()).isEmpty();
    }

    @Test
    void neverMakesAZoneFuller() {
        cluster.node("a1", SIZE, Map.of("zone", "a"))
                .node("a2", SIZE, Map.of("zone", "a"))
                .node("b1", SIZE, Map.of("zone", "b"));
        Placement zones = new Placement(List.of(), List.of("node.labels.zone"), List.of());
        PlacementRequest web =
                PlacementRequest.builder(MetaId.of("web"), ONE).placement(zones).build();
        for (int i = 0; i < 3; i++) {
            cluster.state().reserve(NodeId.of("a1"), web);
            cluster.state().reserve(NodeId.of("b1"), web);
        }

        balance(10).applyTo(cluster.state());

        assertThat(cluster.snapshot()).hosts("b1", "web", 3);
        assertThat(cluster.snapshot()).hosts("a2", "web", 1);
    }

    @Test
    void movesNothingFromANodeThatIsNotHealthy() {
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .change("n1", offer -> offer.withState(NodeState.SUSPECT));
        instances("n1", "web", 4);

        assertThat(balance(10).moves()).isEmpty();
    }

    @Test
    void movesNothingToANodeThatIsTooSmall() {
        cluster.node("n1", SIZE, Resources.NONE).node("n2", Resources.of(500, 1L << 30), Resources.NONE);
        instances("n1", "web", 4);

        assertThat(balance(10).moves()).isEmpty();
    }

    @Test
    void packsWhereThatIsTheObjective() {
        cluster.node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .instance("n1", "a", ONE)
                .instance("n1", "b", ONE)
                .instance("n2", "c", ONE);

        RebalancePlan plan = scheduler.rebalance(cluster.snapshot(), Objective.packing(), 10);

        assertThat(plan.moves()).extracting(Move::toString).containsExactly("c: n2 -> n1");
    }

    @Test
    void aPlanFailsWhereWhatItMovesHasGone() {
        cluster.node("n1", SIZE, Resources.NONE).node("n2", SIZE, Resources.NONE);
        instances("n1", "web", 2);
        RebalancePlan plan = balance(10);

        cluster.state().release(plan.moves().get(0).reservation().id());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.applyTo(cluster.state()))
                .withMessageEndingWith("(expected: one that is held)");
    }
}
