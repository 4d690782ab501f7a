package io.humpback.scheduler.reconcile;

import io.humpback.core.Checks;
import io.humpback.core.RollOutPolicy;
import java.time.Duration;

/**
 * The timings and limits of the control loop, as {@link LoopSettingsBuilder} builds them. Immutable.
 *
 * @param heartbeat how often a healthy node is probed
 * @param migrateDelay how long a node must be dead before its instances move
 * @param recoveryInterval how often every node is listed although nothing was heard of it
 * @param createRetry how often a refused creation is tried again, on another node where there is one
 * @param operationDeadline when an operation closes with what is known by then
 * @param callDeadline for a call to an engine
 * @param createDeadline for creating and for starting a container
 * @param pullDeadline for fetching an image
 * @param stopGrace how long a container may take to stop before it is ended
 * @param overcommit how much more than a node's capacity may be reserved, as a fraction of it
 * @param location put into the environment of every instance, empty for none
 * @param nodeTtl how long a node's announcement lasts unless it is renewed: what is lost within this time is lost
 *     together
 * @param rollOut how the instances of a meta that says nothing of it are replaced by ones of another configuration
 * @param removeDelay how long a container that a scale-down or a roll-out takes away goes on, where it binds no port of
 *     its host; 0 or more
 */
public record LoopSettings(
        Duration heartbeat,
        Duration migrateDelay,
        Duration recoveryInterval,
        int createRetry,
        Duration operationDeadline,
        Duration callDeadline,
        Duration createDeadline,
        Duration pullDeadline,
        Duration stopGrace,
        double overcommit,
        String location,
        Duration nodeTtl,
        RollOutPolicy rollOut,
        Duration removeDelay) {
    /** How long an announcement lasts unless configuration says otherwise. */
    public static final Duration DEFAULT_NODE_TTL = Duration.ofSeconds(30);

    /** How long what leaves goes on unless configuration says otherwise. */
    public static final Duration DEFAULT_REMOVE_DELAY = Duration.ofSeconds(500);

    /** The defaults of the original, and ours where it had none. */
    public static final LoopSettings DEFAULT = new LoopSettings(
            Duration.ofSeconds(8),
            Duration.ofSeconds(45),
            Duration.ofSeconds(120),
            2,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(4),
            Duration.ofSeconds(10),
            0.08,
            "",
            DEFAULT_NODE_TTL,
            RollOutPolicy.DEFAULT,
            DEFAULT_REMOVE_DELAY);

    /** Checks the ranges. */
    public LoopSettings {
        checkPositive("heartbeat", heartbeat);
        Checks.checkNotNegative("migrateDelay", migrateDelay.toMillis());
        checkPositive("recoveryInterval", recoveryInterval);
        Checks.checkNotNegative("removeDelay", removeDelay.toMillis());
        Checks.checkRange("createRetry", createRetry, 0, 100);
        checkPositive("operationDeadline", operationDeadline);
        checkPositive("callDeadline", callDeadline);
        checkPositive("createDeadline", createDeadline);
        checkPositive("pullDeadline", pullDeadline);
        Checks.checkNotNegative("stopGrace", stopGrace.toMillis());
        checkPositive("nodeTtl", nodeTtl);
    }

    /** Returns a builder that begins with {@link #DEFAULT}. */
    public static LoopSettingsBuilder builder() {
        return DEFAULT.toBuilder();
    }

    /** Returns a builder that begins with these settings, so that what it is not told stays as it is here. */
    public LoopSettingsBuilder toBuilder() {
        return new LoopSettingsBuilder(this);
    }

    /** Returns these settings with another remove delay. */
    public LoopSettings withRemoveDelay(Duration newDelay) {
        return toBuilder().removeDelay(newDelay).build();
    }

    /** Returns these settings with another default for roll-outs. */
    public LoopSettings withRollOut(RollOutPolicy newRollOut) {
        return toBuilder().rollOut(newRollOut).build();
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: more than nothing)");
        }
    }
}
