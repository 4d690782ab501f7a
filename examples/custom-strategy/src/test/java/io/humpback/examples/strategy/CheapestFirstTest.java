package io.humpback.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.MetaId;
import io.humpback.core.Resources;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.Decision;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.testing.RandomCluster;
import io.humpback.scheduler.testing.SchedulerAssertions;
import io.humpback.scheduler.testing.StrategyContract;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheapestFirstTest {
    private static final Resources SIZE = Resources.of(4000, 8L << 30);
    private static final Resources ONE = Resources.of(1000, 2L << 30);

    private final RankingStrategy cheapest = new CheapestFirst(Map.of("spot", 2.0, "reserved", 5.0));
    private final PlacementRequest request = PlacementRequest.of(MetaId.of("batch"), ONE);

    @Test
    void takesTheCheapestNodeFirst() {
        TestingCluster cluster = new TestingCluster()
                .node("rack", SIZE, Map.of("tariff", "reserved"))
                .node("cloud", SIZE, Map.of("tariff", "spot"));
        assertThat(cluster.rank(cheapest, request)).containsExactly("cloud", "rack");
    }

    @Test
    void takesANodeWithoutAKnownTariffLast() {
        assertThat(new TestingCluster()
                        .node("anywhere", SIZE, Map.of("tariff", "unheard-of"))
                        .node("rack", SIZE, Map.of("tariff", "reserved"))
                        .rank(cheapest, request))
                .containsExactly("rack", "anywhere");
    }

    @Test
    void keepsTheContract() {
        StrategyContract.check(cheapest);
    }

    @Test
    void aLambdaIsAStrategyToo() {
        RankingStrategy fewestInstances = (request, node) -> node.instances();

        StrategyContract.check(fewestInstances);
    }

    @Test
    void combinesWithOthers() {
        RankingStrategy mixed = RankingStrategy.leastLoaded(0.08)
                .times(0.7)
                .plus(RankingStrategy.measured(0.5).times(0.3))
                .plus(cheapest.times(0.01));

        StrategyContract.check(mixed);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Decision decision = new TestingCluster()
                .node("cloud", SIZE, Map.of("tariff", "spot"))
                .instance("cloud", "db", SIZE)
                .place(cheapest, request);

        SchedulerAssertions.assertThat(decision).isRefusedFor("lack CPU", 1).isRefusedForNow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverOverfillsANode(long seed) {
        Scheduler scheduler =
                Scheduler.builder().overcommit(0).ranking(cheapest).build();
        RandomCluster cluster = new RandomCluster(seed);
        ClusterState state = cluster.state();
        scheduler.placeEach(cluster.requests(40), state);
        SchedulerAssertions.assertThat(state.snapshot()).isWithinCapacity(0);
    }

    @Test
    void theContractFindsADivisionByNothing() {
        RankingStrategy fullest = (request, node) -> (double) node.reservedMemoryBytes() / node.memoryBytes();

        assertThat(StrategyContract.of(fullest).violation())
                .hasValueSatisfying(text -> assertThat(text).contains("gives a weight that is not finite: NaN"));
    }
}
