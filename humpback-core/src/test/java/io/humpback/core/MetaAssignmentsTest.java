package io.humpback.core;

import static io.humpback.core.Examples.assignment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetaAssignmentsTest {
    private static final MetaId META = MetaId.of("m1");

    private static MetaAssignments of(long lastIncarnation, Assignment... assignments) {
        return new MetaAssignments(META, lastIncarnation, 0, List.of(assignments));
    }

    @Test
    void areOrderedByIndex() {
        assertThat(of(3, assignment(3, 1), assignment(1, 2), assignment(2, 3)).assignments())
                .extracting(Assignment::index)
                .containsExactly(1, 2, 3);
    }

    @Test
    void holdAnIndexOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(2, assignment(1, 1), assignment(1, 2)))
                .withMessage("index: 1 (expected: once)");
    }

    @Test
    void holdNoIncarnationThatWasNeverGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(2, assignment(1, 3)))
                .withMessage("incarnation: 3 (expected: at most 2)");
    }

    @Test
    void refuseNegativeNumbers() {
        assertThatThrownBy(() -> of(-1)).hasMessage("lastIncarnation: -1 (expected: >= 0)");
        assertThatThrownBy(() -> MetaAssignments.none(META).withLastEvent(-1))
                .hasMessage("lastEventNanos: -1 (expected: >= 0)");
    }

    @Test
    void beginWithNone() {
        assertThat(MetaAssignments.none(META)).isEqualTo(of(0));
    }

    @Test
    void takeInNewOnesAndReplaceThoseOfTheSameIndex() {
        MetaAssignments before = of(2, assignment(1, 1), assignment(2, 2));

        assertThat(before.with(List.of(assignment(2, 3), assignment(3, 4))))
                .isEqualTo(of(4, assignment(1, 1), assignment(2, 3), assignment(3, 4)));
    }

    @Test
    void keepTheHighestIncarnationWhenItsAssignmentGoes() {
        MetaAssignments before = of(2, assignment(1, 1), assignment(2, 2));

        assertThat(before.without(Set.of(2, 9))).isEqualTo(of(2, assignment(1, 1)));
    }

    @Test
    void doNotLowerTheHighestIncarnation() {
        assertThat(of(9, assignment(1, 1)).with(List.of(assignment(2, 5))).lastIncarnation())
                .isEqualTo(9);
    }

    @Test
    void keepTheTimeOfTheLastEvent() {
        MetaAssignments before = of(1, assignment(1, 1)).withLastEvent(77);

        assertThat(before.with(List.of(assignment(2, 2))).lastEventNanos()).isEqualTo(77);
        assertThat(before.without(Set.of(1)).lastEventNanos()).isEqualTo(77);
        assertThat(before.assignments()).containsExactly(assignment(1, 1));
    }

    @Test
    void areNotChangedThroughTheMapTheyGiveOut() {
        MetaAssignments assignments = of(1, assignment(1, 1));

        assignments.byIndex().clear();

        assertThat(assignments.byIndex()).containsExactly(Map.entry(1, assignment(1, 1)));
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void behaveLikeASortedMapWhoseIncarnationsOnlyRise(long seed) {
        Random random = new Random(seed);
        MetaAssignments assignments = MetaAssignments.none(META);
        TreeMap<Integer, Assignment> model = new TreeMap<>();
        long incarnation = 0;
        for (int step = 0; step < 30; step++) {
            int index = 1 + random.nextInt(8);
            if (random.nextInt(3) == 0) {
                assignments = assignments.without(Set.of(index));
                model.remove(index);
            } else {
                incarnation++;
                assignments = assignments.with(List.of(assignment(index, incarnation)));
                model.put(index, assignment(index, incarnation));
            }

            assertThat(assignments.byIndex()).as("seed=%d, step=%d", seed, step).isEqualTo(model);
            assertThat(assignments.assignments())
                    .as("seed=%d, step=%d", seed, step)
                    .isEqualTo(new ArrayList<>(model.values()));
            assertThat(assignments.lastIncarnation())
                    .as("seed=%d, step=%d", seed, step)
                    .isEqualTo(incarnation);
        }
    }
}
