package io.humpback.scheduler.control;

import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutProgress;
import java.time.Instant;

/**
 * How far a roll-out has come. Immutable.
 *
 * @param policy with its order resolved
 * @param back whether it goes back to the configuration that was there before
 * @param fresh how many instances are assigned the configuration that it rolls out
 * @param total how many instances the meta wants
 * @param since when its present batch began or may begin, or since when it is held
 * @param failedContainer the container for which it went back, is held or tries again; empty for none
 * @param reason why, empty for no failure
 */
public record RollOutStatus(
        OperationId operation,
        RollOutPolicy policy,
        RollOutProgress.Stage stage,
        boolean back,
        int fresh,
        int total,
        Instant since,
        String failedContainer,
        String reason) {
    /** Returns whether it waits for somebody to resume it, to roll it back, or to ask for something else. */
    public boolean isHeld() {
        return stage == RollOutProgress.Stage.HELD;
    }

    static RollOutStatus of(Operation operation, RollOutProgress progress, Meta meta, MetaAssignments assignments) {
        int fresh = (int) assignments.assignments().stream()
                .filter(assignment -> assignment.specVersion() == meta.specVersion())
                .count();
        return new RollOutStatus(
                operation.id(),
                progress.policy(),
                progress.stage(),
                progress.back(),
                fresh,
                meta.instances(),
                progress.since(),
                progress.failedName(),
                progress.reason());
    }
}
