package io.humpback.scheduler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.Resources;
import io.humpback.scheduler.NodeView;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategyContractTest {
    static List<RankingStrategy> builtIn() {
        return List.of(
                RankingStrategy.leastLoaded(0.08),
                RankingStrategy.binpack(0.08),
                RankingStrategy.spread(),
                RankingStrategy.random(7),
                RankingStrategy.measured(0.5),
                RankingStrategy.leastLoaded(0)
                        .times(0.7)
                        .plus(RankingStrategy.spread().times(0.3)),
                RankingStrategy.ofNode(node -> node.cpuMillis()));
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void theBuiltInStrategiesKeepTheContract(RankingStrategy strategy) {
        StrategyContract.check(strategy);
    }

    private static String violation(RankingStrategy strategy) {
        return StrategyContract.of(strategy).violation().orElse("none");
    }

    @Test
    void findsARandomSource() {
        Random random = new Random(1);

        assertThat(violation((request, node) -> random.nextDouble())).contains("is not deterministic");
    }

    @Test
    void findsMemory() {
        long[] calls = {0};

        assertThat(violation((request, node) -> calls[0]++ >> 15))
                .containsAnyOf("asked again", "asked in another order", "it gave another answer");
    }

    @Test
    void findsDependenceOnOrder() {
        String[] last = {""};
        RankingStrategy strategy = (request, node) -> {
            String before = last[0];
            last[0] = node.id().value();
            return before.compareTo(last[0]) < 0 ? 1 : before.equals(last[0]) ? 1 : 0;
        };

        assertThat(violation(strategy)).contains("deterministic");
    }

    @Test
    void findsAWeightThatIsNotFiniteInTheSmallestCluster() {
        RankingStrategy strategy = (request, node) -> (double) node.reservedMemoryBytes() / node.memoryBytes();

        assertThat(violation(strategy).lines())
                .anyMatch(line -> line.contains("gives a weight that is not finite: NaN"))
                .filteredOn(line -> line.contains(".node("))
                .hasSize(1)
                .allMatch(line -> line.contains(", 0)"));
    }

    @Test
    void findsAnException() {
        RankingStrategy strategy = (request, node) -> Math.floorMod(10, node.containers());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> StrategyContract.check(strategy))
                .withMessageContainingAll("throws java.lang.ArithmeticException", "seed ", "new TestingCluster()");
    }

    @Test
    void findsADishonestDeclaration() {
        RankingStrategy strategy = new RankingStrategy() {
            @Override
            public double weigh(PlacementRequest request, NodeView node) {
                return request.resources().cpuMillis();
            }

            @Override
            public boolean dependsOnNodeAlone() {
                return true;
            }
        };

        assertThat(violation(strategy)).contains("says that it depends on the node alone");
    }

    /** A class of its own, so that its calls can be read. */
    private static final class ReadsAClock implements RankingStrategy {
        @Override
        public double weigh(PlacementRequest request, NodeView node) {
            return Math.floor(System.currentTimeMillis() / 3.6e6);
        }
    }

    @Test
    void findsAClockThatHardlyMoves() {
        assertThat(violation(new ReadsAClock())).contains("it calls java.lang.System.currentTimeMillis");
    }

    @Test
    void findsAllocation() {
        RankingStrategy strategy = (request, node) -> ("weight of " + node.id()).length();

        assertThat(violation(strategy)).contains("allocates: ");
    }

    @Test
    void findsAHighCost() {
        RankingStrategy slow = (request, node) -> {
            double sum = 0;
            for (int i = 1; i < 400; i++) {
                sum += Math.sin(node.containers() + i);
            }
            return sum;
        };

        assertThat(StrategyContract.of(slow)
                        .clusters(5)
                        .maxCost(Duration.ofNanos(20))
                        .violation())
                .hasValueSatisfying(text -> assertThat(text).contains("is slow: "));
    }

    @Test
    void theSameSeedFindsTheSame() {
        RankingStrategy strategy = (request, node) -> node.labels().isEmpty() ? Double.NaN : 0;

        String first = StrategyContract.of(strategy).seed(5).violation().orElseThrow();

        assertThat(StrategyContract.of(strategy).seed(5).violation()).contains(first);
        assertThat(first).contains(".node(").doesNotContain(".instance(");
    }

    @Test
    void anHonestStrategyOfTheAuthorPasses() {
        RankingStrategy fewestGpus = (request, node) -> -node.capacityOf("gpu");

        assertThat(violation(fewestGpus)).isEqualTo("none");
        assertThat(new TestingCluster()
                        .node("plain", Resources.of(1000, 1), Resources.NONE)
                        .node("gpu", Resources.of(1000, 1).with("gpu", 1), Resources.NONE)
                        .rank(fewestGpus, PlacementRequest.of(TestingCluster.USED, Resources.NONE)))
                .containsExactly("gpu", "plain");
    }
}
