package io.humpback.core;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a roll-out has come, committed in its operation, so that any leader can go on. The instances of its present
 * batch are the operation's indexes; which instances are new, their assignments say. Immutable.
 *
 * @param policy with its order resolved, so never {@link RollOutPolicy.Order#AUTO}
 * @param back whether it goes back to the configuration that was there before
 * @param before the meta as it was before, to which a failure goes back
 * @param touched whether anything that ran was taken away, so that there is something to tell of
 * @param attempts how many batches in a row brought nothing, while it is to go on all the same
 * @param since when the present batch began, or may begin
 * @param goodSince since when all of the batch are good; {@link Instant#MAX} while they are not
 * @param starts when the good ones had been started, as their engines said it, by index: one that says something else
 *     has ended in between
 * @param failedName the container for which it went back or is held, empty for none
 * @param reason why it went back, is held or has to try again, empty for no failure
 */
public record RollOutProgress(
        RollOutPolicy policy,
        Stage stage,
        boolean back,
        Meta before,
        boolean touched,
        int attempts,
        Instant since,
        Instant goodSince,
        SortedMap<Integer, String> starts,
        String failedName,
        String reason) {
    /** What a roll-out waits for. */
    public enum Stage {
        /** For the time and the room of its next batch. */
        NEXT,
        /** For its batch to become good, and to stay so for the monitor time. */
        WATCH,
        /** For what failed to run the old configuration again, to be held then. */
        HOLDING,
        /** For somebody to resume it, to go back, or to ask for something else. */
        HELD,
        /** For the last old containers to be gone. */
        CLOSING
    }

    /** Copies {@code starts} and checks the order and the number. */
    public RollOutProgress {
        if (policy.order() == RollOutPolicy.Order.AUTO) {
            throw new IllegalArgumentException("order: AUTO (expected: START_FIRST or STOP_FIRST)");
        }
        Checks.checkNotNegative("attempts", attempts);
        starts = Collections.unmodifiableSortedMap(new TreeMap<>(starts));
    }

    /** Returns the progress of one that begins now. */
    public static RollOutProgress beginning(RollOutPolicy policy, Meta before, Instant now) {
        return new RollOutProgress(
                policy, Stage.NEXT, false, before, false, 0, now, Instant.MAX, new TreeMap<>(), "", "");
    }

    /** Returns this progress waiting for the next batch, which may begin at {@code at}. */
    public RollOutProgress next(Instant at, int newAttempts) {
        return at(Stage.NEXT, at, newAttempts, Instant.MAX, new TreeMap<>());
    }

    /** Returns this progress with a batch that begins {@code now}. */
    public RollOutProgress watching(Instant now) {
        return at(Stage.WATCH, now, attempts, Instant.MAX, new TreeMap<>());
    }

    /** Returns this progress with a batch that is good from {@code now} on, or, for {@link Instant#MAX}, no more. */
    public RollOutProgress good(Instant now, SortedMap<Integer, String> newStarts) {
        return at(stage, since, attempts, now, newStarts);
    }

    /** Returns this progress at another stage. */
    public RollOutProgress to(Stage newStage, Instant now) {
        return at(newStage, now, attempts, Instant.MAX, new TreeMap<>());
    }

    /** Returns this progress, having taken away something that ran. */
    public RollOutProgress touching() {
        return new RollOutProgress(
                policy, stage, back, before, true, attempts, since, goodSince, starts, failedName, reason);
    }

    /** Returns this progress with what has failed, and why. */
    public RollOutProgress failing(String newFailedName, String newReason) {
        return new RollOutProgress(
                policy, stage, back, before, touched, attempts, since, goodSince, starts, newFailedName, newReason);
    }

    /** Returns this progress on the way back: at once, without waiting longer than needed. */
    public RollOutProgress goingBack(Instant now) {
        return new RollOutProgress(
                policy, Stage.NEXT, true, before, touched, 0, now, Instant.MAX, new TreeMap<>(), failedName, reason);
    }

    private RollOutProgress at(
            Stage newStage,
            Instant newSince,
            int newAttempts,
            Instant newGoodSince,
            SortedMap<Integer, String> newStarts) {
        return new RollOutProgress(
                policy,
                newStage,
                back,
                before,
                touched,
                newAttempts,
                newSince,
                newGoodSince,
                newStarts,
                failedName,
                reason);
    }
}
