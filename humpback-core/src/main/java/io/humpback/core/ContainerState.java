package io.humpback.core;

/**
 * The state of a container as its engine reports it. Immutable.
 *
 * @param health what the image's own check says, in Docker's words; empty where the image has none
 * @param startedAt when its process was last started, as the engine wrote it, with its clock
 * @param finishedAt when its process last ended, as the engine wrote it
 * @param restartCount how often the engine started it again by itself since somebody started it, 0 or more
 */
public record ContainerState(
        Status status,
        boolean oomKilled,
        long pid,
        int exitCode,
        String error,
        String health,
        String startedAt,
        String finishedAt,
        int restartCount) {
    /** How the engine writes that something has never happened. */
    public static final String NEVER = "0001-01-01T00:00:00Z";

    /** Docker's states. */
    public enum Status {
        /** Exists, was never started. */
        CREATED,
        /** Its process runs. */
        RUNNING,
        /** Its processes are frozen. */
        PAUSED,
        /** The engine is about to start it again. */
        RESTARTING,
        /** The engine is removing it. */
        REMOVING,
        /** Its process has ended. */
        EXITED,
        /** It could not be removed and cannot be used. */
        DEAD
    }

    /** Checks that the number is not negative. */
    public ContainerState {
        Checks.checkNotNegative("restartCount", restartCount);
    }

    /** Creates the state of a container that the engine has not started again by itself. */
    public ContainerState(
            Status status,
            boolean oomKilled,
            long pid,
            int exitCode,
            String error,
            String health,
            String startedAt,
            String finishedAt) {
        this(status, oomKilled, pid, exitCode, error, health, startedAt, finishedAt, 0);
    }

    /** Returns a state of which only the status is known, as a list shows it. */
    public static ContainerState of(Status status) {
        return new ContainerState(status, false, 0, 0, "", "", NEVER, NEVER);
    }

    /** Returns whether its process exists: running, frozen, or about to be started again. */
    public boolean isLive() {
        return status == Status.RUNNING || status == Status.PAUSED || status == Status.RESTARTING;
    }

    /** Returns whether its process has been started at least once. */
    public boolean wasStarted() {
        return !startedAt.isEmpty() && !startedAt.equals(NEVER);
    }
}
