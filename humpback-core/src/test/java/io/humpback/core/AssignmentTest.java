package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final Assignment ADOPTED =
            new Assignment(2, 5, NodeId.of("n1"), 3, RunGoal.RUNNING, "c0ffee", "2026-01-01T00:00:00Z");

    @Test
    void ofANewContainerNamesNone() {
        Assignment assignment = Assignment.of(2, 5, NodeId.of("n1"), 3, RunGoal.RUNNING);

        assertThat(assignment).isEqualTo(new Assignment(2, 5, NodeId.of("n1"), 3, RunGoal.RUNNING, "", ""));
    }

    @Test
    void countsIndexesAndIncarnationsFromOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.assignment(0, 1))
                .withMessage("index: 0 (expected: 1-2147483647)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.assignment(1, 0))
                .withMessage("incarnation: 0 (expected: >= 1)");
    }

    @Test
    void keepsEverythingElseWithAnotherGoal() {
        RunGoal stopped = RunGoal.RUNNING.to(RunState.STOPPED);

        assertThat(ADOPTED.withGoal(stopped))
                .isEqualTo(new Assignment(2, 5, NodeId.of("n1"), 3, stopped, "c0ffee", "2026-01-01T00:00:00Z"));
    }

    @Test
    void keepsEverythingElseWithAnotherStartToRestartFrom() {
        assertThat(ADOPTED.withRestartFrom("x").withRestartFrom("2026-01-01T00:00:00Z"))
                .isEqualTo(ADOPTED);
        assertThat(ADOPTED.withRestartFrom("x").restartFrom()).isEqualTo("x");
    }

    @Test
    void isOrderedByIndex() {
        Assignment first = Examples.assignment(1, 9);
        Assignment second = Examples.assignment(2, 1);

        assertThat(Stream.of(second, first).sorted()).containsExactly(first, second);
    }
}
