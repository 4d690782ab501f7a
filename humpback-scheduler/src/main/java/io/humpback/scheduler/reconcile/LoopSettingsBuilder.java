package io.humpback.scheduler.reconcile;

import io.humpback.core.RollOutPolicy;
import java.time.Duration;

/** Builds {@link LoopSettings}. What is not set stays as it was in the settings it began with. Not safe for several threads. */
public final class LoopSettingsBuilder {
    private Duration heartbeat;
    private Duration migrateDelay;
    private Duration recoveryInterval;
    private int createRetry;
    private Duration operationDeadline;
    private Duration callDeadline;
    private Duration createDeadline;
    private Duration pullDeadline;
    private Duration stopGrace;
    private double overcommit;
    private String location;
    private Duration nodeTtl;
    private RollOutPolicy rollOut;
    private Duration removeDelay;

    LoopSettingsBuilder(LoopSettings from) {
        heartbeat = from.heartbeat();
        migrateDelay = from.migrateDelay();
        recoveryInterval = from.recoveryInterval();
        createRetry = from.createRetry();
        operationDeadline = from.operationDeadline();
        callDeadline = from.callDeadline();
        createDeadline = from.createDeadline();
        pullDeadline = from.pullDeadline();
        stopGrace = from.stopGrace();
        overcommit = from.overcommit();
        location = from.location();
        nodeTtl = from.nodeTtl();
        rollOut = from.rollOut();
        removeDelay = from.removeDelay();
    }

    /** Sets how often a healthy node is probed, above 0. */
    public LoopSettingsBuilder heartbeat(Duration newHeartbeat) {
        heartbeat = newHeartbeat;
        return this;
    }

    /** Sets how long a node must be dead before its instances move, 0 or more. */
    public LoopSettingsBuilder migrateDelay(Duration newMigrateDelay) {
        migrateDelay = newMigrateDelay;
        return this;
    }

    /** Sets how often every node is listed although nothing was heard of it, above 0. */
    public LoopSettingsBuilder recoveryInterval(Duration newRecoveryInterval) {
        recoveryInterval = newRecoveryInterval;
        return this;
    }

    /** Sets how often a refused creation is tried again, 0-100. */
    public LoopSettingsBuilder createRetry(int newCreateRetry) {
        createRetry = newCreateRetry;
        return this;
    }

    /** Sets when an operation closes with what is known by then, above 0. */
    public LoopSettingsBuilder operationDeadline(Duration newOperationDeadline) {
        operationDeadline = newOperationDeadline;
        return this;
    }

    /** Sets how long a call to an engine may take, above 0. */
    public LoopSettingsBuilder callDeadline(Duration newCallDeadline) {
        callDeadline = newCallDeadline;
        return this;
    }

    /** Sets how long creating a container, and starting it, may take, above 0. */
    public LoopSettingsBuilder createDeadline(Duration newCreateDeadline) {
        createDeadline = newCreateDeadline;
        return this;
    }

    /** Sets how long fetching an image may take, above 0. */
    public LoopSettingsBuilder pullDeadline(Duration newPullDeadline) {
        pullDeadline = newPullDeadline;
        return this;
    }

    /** Sets how long a container may take to stop before it is ended, 0 or more. */
    public LoopSettingsBuilder stopGrace(Duration newStopGrace) {
        stopGrace = newStopGrace;
        return this;
    }

    /** Sets how much more than a node's capacity may be reserved, as a fraction of it. */
    public LoopSettingsBuilder overcommit(double newOvercommit) {
        overcommit = newOvercommit;
        return this;
    }

    /** Sets what is put into the environment of every instance as its location, empty for nothing. */
    public LoopSettingsBuilder location(String newLocation) {
        location = newLocation;
        return this;
    }

    /** Sets how long a node's announcement lasts unless it is renewed, above 0. */
    public LoopSettingsBuilder nodeTtl(Duration newNodeTtl) {
        nodeTtl = newNodeTtl;
        return this;
    }

    /** Sets how instances are replaced where their meta says nothing of it. */
    public LoopSettingsBuilder rollOut(RollOutPolicy newRollOut) {
        rollOut = newRollOut;
        return this;
    }

    /** Sets how long a container goes on that a scale-down or a roll-out takes away, 0 or more. */
    public LoopSettingsBuilder removeDelay(Duration newRemoveDelay) {
        removeDelay = newRemoveDelay;
        return this;
    }

    /** Returns the settings. Throws {@link IllegalArgumentException}, which names the value, if one is out of its range. */
    public LoopSettings build() {
        return new LoopSettings(
                heartbeat,
                migrateDelay,
                recoveryInterval,
                createRetry,
                operationDeadline,
                callDeadline,
                createDeadline,
                pullDeadline,
                stopGrace,
                overcommit,
                location,
                nodeTtl,
                rollOut,
                removeDelay);
    }
}
