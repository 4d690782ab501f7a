package io.humpback.scheduler.testing;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.Decision;
import io.humpback.scheduler.Veto;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SchedulerAssertionsTest {
    private static final Resources SIZE = Resources.of(4000, 1L << 30);

    private final DecisionAssert placed = SchedulerAssertions.assertThat(new Decision.Placed(NodeId.of("n1"), 1));
    private final DecisionAssert waiting =
            SchedulerAssertions.assertThat(new Decision.Refused(Map.of(Veto.temporary("lack memory"), 2)));
    private final DecisionAssert hopeless =
            SchedulerAssertions.assertThat(new Decision.Refused(Map.of(Veto.permanent("are odd"), 2)));

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessage(message);
    }

    @Test
    void passWhereTheyShould() {
        placed.isPlaced().isPlacedOn("n1");
        waiting.isRefused().isRefusedForNow().isRefusedFor("lack memory", 2);
        hopeless.isRefusedForGood();
    }

    @Test
    void sayWhatADecisionIsInstead() {
        fails(placed::isRefused, "expected a refusal, but it is placed on n1");
        fails(() -> placed.isPlacedOn("n2"), "expected a placement on n2, but it is on n1");
        fails(waiting::isPlaced, "expected a placement, but no node fits: 2 lack memory");
        fails(() -> waiting.isRefusedFor("lack CPU", 1), "expected that 1 lack CPU, but no node fits: 2 lack memory");
        fails(
                waiting::isRefusedForGood,
                "expected that waiting does not help, but it may: no node fits: 2 lack memory");
        fails(hopeless::isRefusedForNow, "expected that waiting may help, but it does not: no node fits: 2 are odd");
    }

    @Test
    void sayWhatAClusterIsInstead() {
        TestingCluster cluster = new TestingCluster()
                .node("n1", SIZE, Resources.NONE)
                .node("n2", SIZE, Resources.NONE)
                .instance("n1", "web", Resources.of(3000, 0))
                .instance("n1", "web", Resources.of(3000, 0));
        ClusterAssert clusterAssert = SchedulerAssertions.assertThat(cluster.snapshot());

        clusterAssert.hosts("n1", "web", 2).spreadsEvenly("db").isWithinCapacity(0.5);
        fails(() -> clusterAssert.hosts("n2", "web", 1), "expected 1 of web on n2, but there are 0: {n1=2, n2=0}");
        fails(() -> clusterAssert.hosts("n3", "web", 1), "expected a node n3, but there is none");
        fails(() -> clusterAssert.spreadsEvenly("web"), "expected an even spread of web, but it is {n1=2, n2=0}");
        fails(() -> clusterAssert.isWithinCapacity(0), "expected at most 4000.0 of CPU reserved on n1, but it is 6000");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> clusterAssert.isEqualTo(new TestingCluster().snapshot()));
    }
}
