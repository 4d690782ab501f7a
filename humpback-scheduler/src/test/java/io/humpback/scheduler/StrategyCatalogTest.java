package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrategyCatalogTest {
    private final StrategyCatalog catalog = StrategyCatalog.builtIn();

    private record Named(String name) implements StrategyProvider {
        @Override
        public RankingStrategy create(Map<String, String> options) {
            return RankingStrategy.spread();
        }
    }

    @Test
    void knowsTheBuiltInStrategies() {
        assertThat(catalog.names()).containsExactly("binpack", "least-loaded", "measured", "random", "spread");
    }

    @Test
    void handsOptionsOn() {
        assertThat(catalog.create("least-loaded", Map.of("overcommit", "0.5")))
                .isEqualTo(RankingStrategy.leastLoaded(0.5));
        assertThat(catalog.create("least-loaded", Map.of()))
                .isEqualTo(RankingStrategy.leastLoaded(Scheduler.DEFAULT_OVERCOMMIT));
        assertThat(catalog.create("binpack", Map.of("overcommit", "0"))).isEqualTo(RankingStrategy.binpack(0));
        assertThat(catalog.create("random", Map.of("seed", "7"))).isEqualTo(RankingStrategy.random(7));
        assertThat(catalog.create("measured", Map.of("share", "0.25"))).isEqualTo(RankingStrategy.measured(0.25));
        assertThat(catalog.create("spread", Map.of())).isEqualTo(RankingStrategy.spread());
    }

    @Test
    void weighsOthers() {
        assertThat(catalog.create("weighted", Map.of("spread", "0.3", "random", "0.7")))
                .isEqualTo(RankingStrategy.random(0)
                        .times(0.7)
                        .plus(RankingStrategy.spread().times(0.3)));
    }

    @Test
    void namesTheKnownOnesForAnUnknownOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.create("fastest", Map.of()))
                .withMessage(
                        "strategy: fastest (expected: binpack, least-loaded, measured, random, spread or weighted)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.create("weighted", Map.of()))
                .withMessageStartingWith("options: none, strategy=weighted");
    }

    @Test
    void refusesAnUnknownOption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.create("binpack", Map.of("overcomit", "1")))
                .withMessage("option: overcomit, strategy=binpack (expected: overcommit)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.create("spread", Map.of("x", "1")))
                .withMessage("option: x, strategy=spread (expected: none)");
    }

    @Test
    void refusesAnOptionThatIsNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.create("random", Map.of("seed", "x")))
                .withMessage("seed: x, strategy=random (expected: a whole number)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.create("measured", Map.of("share", "half")))
                .withMessage("share: half, strategy=measured (expected: a number)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "two words", "-x", "weighted"})
    void refusesANameThatIsNone(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.with(List.of(new Named(name))))
                .withMessageContaining("provider=io.humpback.scheduler.StrategyCatalogTest$Named");
    }

    @Test
    void refusesANameTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.with(List.of(new Named("spread"))))
                .withMessageStartingWith("name: spread, provider=");
    }

    @Test
    void findsTheClassPathsOwn() {
        assertThat(StrategyCatalog.load(getClass().getClassLoader()).names()).containsAll(catalog.names());
    }

    @Test
    void providersHaveNoFiltersUnlessTheySaySo() {
        assertThat(catalog.filters("spread", Map.of())).isEmpty();
        assertThat(catalog.filters("weighted", Map.of("spread", "1"))).isEmpty();
    }
}
