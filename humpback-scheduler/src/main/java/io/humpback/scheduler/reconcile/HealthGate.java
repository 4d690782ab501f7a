package io.humpback.scheduler.reconcile;

import io.humpback.core.ContainerState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RollOutProgress;
import io.humpback.core.RunState;

/** Judges whether an instance that a roll-out has begun is good. Looks only; how long it stays so others count. */
final class HealthGate {
    private static final String HEALTHY = "healthy";
    private static final String NO_CHECK = "none";

    private final Situation situation;

    HealthGate(Situation situation) {
        this.situation = situation;
    }

    /** What is known of an instance. */
    enum Verdict {
        /** It is as it should be. */
        GOOD,
        /** It may still become good. */
        WAITING,
        /** It was refused, has ended, or says itself that it is not well. */
        FAILED
    }

    /**
     * A verdict with its reason.
     *
     * @param reason empty for a good one
     */
    record Finding(Instance instance, Verdict verdict, String reason) {
        int index() {
            return instance.assignment().index();
        }
    }

    /** Returns what is known of a new instance. */
    Finding look(Instance instance, RollOutProgress progress) {
        if (isGivenUp(instance)) {
            return failed(instance, situation.calls().lastReason(instance.key()));
        }
        ObservedContainer container = instance.container();
        if (container == null || !instance.isNodeUsable() || instance.isRestartDue()) {
            return waiting(instance, "not known whether it runs");
        }
        boolean isOldKind = progress.back() || progress.stage() == RollOutProgress.Stage.HOLDING;
        if (isOldKind || instance.assignment().goal().state() != RunState.RUNNING) {
            return instance.isSatisfied() ? good(instance) : waiting(instance, "it does not run yet");
        }
        return judge(instance, container.state(), progress);
    }

    private boolean isGivenUp(Instance instance) {
        CallMemory calls = situation.calls();
        return !instance.isSatisfied()
                && calls.wasRefused(instance.callKey())
                && calls.refusals(instance.key()) > situation.settings().createRetry()
                && !calls.isUnderWay(instance.callKey());
    }

    private static Finding judge(Instance instance, ContainerState state, RollOutProgress progress) {
        return switch (state.status()) {
            case RUNNING -> running(instance, state, progress);
            case RESTARTING -> failed(instance, "the container has ended with exit code " + state.exitCode());
            case EXITED, DEAD -> ended(instance, state);
            case CREATED, PAUSED, REMOVING -> waiting(instance, "it does not run yet");
        };
    }

    private static Finding running(Instance instance, ContainerState state, RollOutProgress progress) {
        String before = progress.starts().get(instance.assignment().index());
        if (before != null && !before.equals(state.startedAt())) {
            return failed(instance, "the container has ended and was started again");
        }
        return switch (state.health()) {
            case "", NO_CHECK, HEALTHY -> good(instance);
            case "unhealthy" -> failed(instance, "the container is unhealthy");
            default -> waiting(instance, "the container is not healthy yet");
        };
    }

    private static Finding ended(Instance instance, ContainerState state) {
        if (!state.wasStarted()) {
            return waiting(instance, "it does not run yet");
        }
        boolean fair = instance.spec().restartPolicy().mayExit() && state.exitCode() == 0;
        return fair
                ? good(instance)
                : failed(
                        instance,
                        "the container has ended with exit code " + state.exitCode()
                                + (state.error().isEmpty() ? "" : ", " + state.error()));
    }

    private static Finding good(Instance instance) {
        return new Finding(instance, Verdict.GOOD, "");
    }

    private static Finding waiting(Instance instance, String reason) {
        return new Finding(instance, Verdict.WAITING, reason);
    }

    private static Finding failed(Instance instance, String reason) {
        return new Finding(instance, Verdict.FAILED, reason);
    }
}
