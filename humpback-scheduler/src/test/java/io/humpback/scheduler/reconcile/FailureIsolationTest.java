package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ClusterInfo;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Document;
import io.humpback.core.Group;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.Operation;
import io.humpback.core.Placement;
import io.humpback.scheduler.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A defect that shows in one meta, as in a strategy of the user's own, keeps no other meta waiting. */
class FailureIsolationTest {
    private static final MetaId BAD = MetaId.of("bad");
    private static final MetaId GOOD = MetaId.of("good");

    private final Scheduler scheduler = Scheduler.builder()
            .ranking((request, node) -> {
                if (request.meta().equals(BAD)) {
                    throw new ArithmeticException("division by zero in a strategy");
                }
                return 1;
            })
            .build();

    @Test
    void decidesForTheOthersWhereAStrategyFailsForOne() {
        Plan plan = new Reconciler(scheduler).reconcile(situation(meta(BAD), meta(GOOD)));

        assertThat(plan.changes())
                .extracting(Change::opened)
                .extracting(Operation::metaId)
                .containsExactly(GOOD);
        assertThat(plan.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessageContaining("meta bad")
                        .hasRootCauseMessage("division by zero in a strategy"));
    }

    private static Meta meta(MetaId id) {
        return new Meta(
                id,
                Group.DEFAULT,
                1,
                1,
                1,
                ContainerSpec.builder(id.value(), "app:1").build(),
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                RandomSituation.NOW,
                Instant.EPOCH);
    }

    private static Situation situation(Meta... metas) {
        List<Document> documents = new ArrayList<>(List.of(metas));
        documents.add(new ClusterInfo("cluster", ClusterInfo.SCHEMA_VERSION, RandomSituation.NOW));
        documents.add(Group.everyNode());
        Node node = RandomSituation.node("n1");
        // What becomes of nodes is committed before anything else is decided.
        documents.add(NodeStatus.fresh(node).withSeen(NodeStatus.Seen.of(node)));
        return new Situation(
                CommittedState.of(documents),
                Observation.of(List.of(new ObservedNode(node, NodeState.HEALTHY, "", 1, List.of()))),
                new CallMemory(),
                LoopSettings.DEFAULT,
                1,
                RandomSituation.NOW);
    }
}
