package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTest {
    /** What each action makes of a goal that was restarted twice. */
    @ParameterizedTest
    @CsvSource({
        "START, RUNNING, false, RUNNING, false, 2",
        "START, STOPPED, false, RUNNING, false, 2",
        "START, STOPPED, true, RUNNING, false, 2",
        "START, PAUSED, false, RUNNING, false, 2",
        "STOP, RUNNING, false, STOPPED, false, 2",
        "STOP, STOPPED, true, STOPPED, false, 2",
        "STOP, PAUSED, false, STOPPED, false, 2",
        "RESTART, RUNNING, false, RUNNING, false, 3",
        "RESTART, STOPPED, true, RUNNING, false, 3",
        "RESTART, PAUSED, false, RUNNING, false, 3",
        "KILL, RUNNING, false, STOPPED, true, 2",
        "KILL, STOPPED, false, STOPPED, true, 2",
        "KILL, PAUSED, false, STOPPED, true, 2",
        "PAUSE, RUNNING, false, PAUSED, false, 2",
        "PAUSE, STOPPED, true, PAUSED, false, 2",
        "PAUSE, PAUSED, false, PAUSED, false, 2",
        "UNPAUSE, RUNNING, false, RUNNING, false, 2",
        "UNPAUSE, STOPPED, true, RUNNING, false, 2",
        "UNPAUSE, PAUSED, false, RUNNING, false, 2"
    })
    void leadsToAGoal(Action action, RunState from, boolean fromKill, RunState to, boolean toKill, int restarts) {
        assertThat(action.apply(new RunGoal(from, fromKill, 2))).isEqualTo(new RunGoal(to, toKill, restarts));
    }

    @ParameterizedTest
    @EnumSource(value = Action.class, names = "RESTART", mode = EnumSource.Mode.EXCLUDE)
    void changesNothingMoreWhenItIsAskedForAgain(Action action) {
        RunGoal once = action.apply(RunGoal.RUNNING);

        assertThat(action.apply(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void isFoundByItsWordInAnyCase(Action action) {
        assertThat(Action.of(action.word())).contains(action);
        assertThat(Action.of(" " + action.name() + "\t")).contains(action);
        assertThat(action.word()).isLowerCase();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "explode", "star", "stop now", "st\u0000op"})
    void isNotFoundByAnotherWord(String word) {
        assertThat(Action.of(word)).isEmpty();
    }

    @Test
    void aGoalIsNeverRestartedLessThanNever() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunGoal(RunState.RUNNING, false, -1))
                .withMessage("restarts: -1 (expected: >= 0)");
    }
}
