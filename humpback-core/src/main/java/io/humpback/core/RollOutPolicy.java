package io.humpback.core;

import java.time.Duration;

/**
 * How instances are replaced by ones of another configuration. Immutable.
 *
 * @param parallelism how many are replaced at a time, 1 or more; {@link #ALL} for as many as cost no running instance:
 *     all where new ones start first, one where old ones stop first
 * @param delay how long to wait between two batches
 * @param monitor how long each new instance must stay good before it counts: healthy where its image has a check, else
 *     running, or ended with exit code 0 where it is meant to end
 * @param order whether new instances start beside old ones or in their place
 * @param failureAction what follows when a new instance does not become good
 * @param patience how long a batch may take to become good, with its images' fetching, before what is not good has failed
 */
public record RollOutPolicy(
        int parallelism,
        Duration delay,
        Duration monitor,
        Order order,
        FailureAction failureAction,
        Duration patience) {
    private static final Duration LONGEST = Duration.ofDays(7); // above the default, which is checked against it

    /** The parallelism that costs no running instance. */
    public static final int ALL = 0;

    /**
     * All at once where new ones start first, else one by one; each must stay good for 2 s, long enough for a process
     * that cannot work to end; all old again if one fails.
     */
    public static final RollOutPolicy DEFAULT = new RollOutPolicy(
            ALL, Duration.ZERO, Duration.ofSeconds(2), Order.AUTO, FailureAction.ROLLBACK, Duration.ofMinutes(5));

    /** Whether new instances start beside old ones. */
    public enum Order {
        /** Beside the old ones, unless both need the host's network or ports of the host. */
        AUTO,
        /** Beside the old ones, under the lowest free indexes, before those go. */
        START_FIRST,
        /** In the place of the old ones, each of which goes before its successor starts. */
        STOP_FIRST;

        /** Returns the order for replacing {@code from} by {@code to}: this one, or for {@link #AUTO} what fits. */
        public Order resolve(ContainerSpec from, ContainerSpec to) {
            if (this != AUTO) {
                return this;
            }
            return from.needsHostPorts() && to.needsHostPorts() ? STOP_FIRST : START_FIRST;
        }
    }

    /** What follows when a new instance does not become good. */
    public enum FailureAction {
        /** The roll-out is held: what is good stays, what failed runs the old configuration, until somebody decides. */
        PAUSE,
        /** It goes on, and what failed is tried again, ever later, until all are new. */
        CONTINUE,
        /** All old again, also those that were replaced already. */
        ROLLBACK
    }

    /** Checks the ranges. */
    public RollOutPolicy {
        Checks.checkRange("parallelism", parallelism, 0, Meta.MAX_INSTANCES);
        checkTime("delay", delay);
        checkTime("monitor", monitor);
        checkTime("patience", patience);
        if (patience.isZero()) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: more than nothing)");
        }
    }

    private static void checkTime(String name, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + time + " (expected: 0 to 7 days)");
        }
    }

    /** Returns this policy with another number of instances at a time. */
    public RollOutPolicy withParallelism(int newParallelism) {
        return new RollOutPolicy(newParallelism, delay, monitor, order, failureAction, patience);
    }

    /** Returns this policy with another wait between batches. */
    public RollOutPolicy withDelay(Duration newDelay) {
        return new RollOutPolicy(parallelism, newDelay, monitor, order, failureAction, patience);
    }

    /** Returns this policy with another time for which new instances must stay good. */
    public RollOutPolicy withMonitor(Duration newMonitor) {
        return new RollOutPolicy(parallelism, delay, newMonitor, order, failureAction, patience);
    }

    /** Returns this policy with another order. */
    public RollOutPolicy withOrder(Order newOrder) {
        return new RollOutPolicy(parallelism, delay, monitor, newOrder, failureAction, patience);
    }

    /** Returns this policy with another action on failure. */
    public RollOutPolicy withFailureAction(FailureAction newAction) {
        return new RollOutPolicy(parallelism, delay, monitor, order, newAction, patience);
    }

    /** Returns this policy with another time for a batch to become good. */
    public RollOutPolicy withPatience(Duration newPatience) {
        return new RollOutPolicy(parallelism, delay, monitor, order, failureAction, newPatience);
    }

    /** Returns how many of {@code instances} are replaced at a time in the resolved {@code order}; 1 or more. */
    public int batchSize(Order resolved, int instances) {
        if (parallelism != ALL) {
            return parallelism;
        }
        return resolved == Order.STOP_FIRST ? 1 : Math.max(1, instances);
    }
}
