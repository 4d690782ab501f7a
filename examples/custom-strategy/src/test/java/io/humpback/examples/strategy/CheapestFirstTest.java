package io.humpback.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.MetaId;
import io.humpback.core.Resources;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import io.humpback.scheduler.testing.StrategyContract;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheapestFirstTest {
    private static final Resources SIZE = Resources.of(4000, 8L << 30);
    private static final Resources ONE = Resources.of(1000, 2L << 30);

    private final RankingStrategy cheapest = new CheapestFirst(Map.of("spot", 2.0, "reserved", 5.0));
    private final PlacementRequest request = PlacementRequest.of(MetaId.of("batch"), ONE);

    @Test
    void takesTheCheapestNodeFirst() {
        assertThat(new TestingCluster()
                        .node("rack", SIZE, Map.of("tariff", "reserved"))
                        .node("cloud", SIZE, Map.of("tariff", "spot"))
                        .rank(cheapest, request))
                .containsExactly("cloud", "rack");
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
}
