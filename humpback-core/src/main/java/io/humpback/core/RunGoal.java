package io.humpback.core;

/**
 * The wanted state of an instance. A stop stays a stop until somebody starts it. Immutable.
 *
 * @param state the state
 * @param kill whether {@link RunState#STOPPED} is reached by a signal at once rather than by asking first
 * @param restarts how often a restart was asked for; a container started before the last of them is started anew
 */
public record RunGoal(RunState state, boolean kill, int restarts) {
    /** Runs, and was never restarted. */
    public static final RunGoal RUNNING = new RunGoal(RunState.RUNNING, false, 0);

    /** Checks that the number of restarts is not negative. */
    public RunGoal {
        Checks.checkNotNegative("restarts", restarts);
    }

    /** Returns this goal with another state. */
    public RunGoal to(RunState newState) {
        return new RunGoal(newState, false, restarts);
    }

    /** Returns the goal that the process ends by a signal. */
    public RunGoal killed() {
        return new RunGoal(RunState.STOPPED, true, restarts);
    }

    /** Returns the goal that the process runs and was started after now. */
    public RunGoal restarted() {
        return new RunGoal(RunState.RUNNING, false, restarts + 1);
    }
}
