package io.humpback.scheduler.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that never jumps: it begins with the time of day and from then on counts what has passed. Countdowns,
 * backoffs and deadlines of a {@link ControlLoop} are differences of instants, so a time of day that is set by an hour
 * must not reach them. The loop takes the new time of day at its next start. Safe for use by several threads.
 */
public final class SteadyClock implements InstantSource {
    private final InstantSource timeOfDay;
    private final LongSupplier nanos;
    private final Instant start;
    private final long startNanos;

    /**
     * Begins to count.
     *
     * @param timeOfDay what may jump
     * @param nanos nanoseconds since any moment, which only rise, such as {@code System::nanoTime}
     */
    public SteadyClock(InstantSource timeOfDay, LongSupplier nanos) {
        this.timeOfDay = timeOfDay;
        this.nanos = nanos;
        start = timeOfDay.instant();
        startNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }

    /** Returns how far the time of day is ahead of this clock, negative if it is behind. */
    public Duration deviation() {
        return Duration.between(instant(), timeOfDay.instant());
    }
}
