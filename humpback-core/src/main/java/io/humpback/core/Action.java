package io.humpback.core;

import java.util.Locale;
import java.util.Optional;

/** What a user can ask of running instances. */
public enum Action {
    /** Runs again. */
    START,
    /** Ends, asked first. */
    STOP,
    /** Ends and runs again. */
    RESTART,
    /** Ends by a signal. */
    KILL,
    /** Is frozen. */
    PAUSE,
    /** Is no longer frozen. */
    UNPAUSE;

    /** Returns the action that {@code word} names, in any case; empty if there is none. */
    public static Optional<Action> of(String word) {
        for (Action action : values()) {
            if (action.name().equalsIgnoreCase(word.trim())) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    /** Returns the goal that follows from {@code goal} by this action. */
    public RunGoal apply(RunGoal goal) {
        return switch (this) {
            case START, UNPAUSE -> goal.to(RunState.RUNNING);
            case STOP -> goal.to(RunState.STOPPED);
            case RESTART -> goal.restarted();
            case KILL -> goal.killed();
            case PAUSE -> goal.to(RunState.PAUSED);
        };
    }

    /** Returns the word of the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
