package io.humpback.scheduler.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/** A clock that stands still until it is told. Safe for use by several threads. */
public final class VirtualClock implements InstantSource {
    private Instant now;

    /** Creates a clock that shows the first moment of 2026. */
    public VirtualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Creates a clock that shows {@code start}. */
    public VirtualClock(Instant start) {
        now = Objects.requireNonNull(start, "start");
    }

    /** Returns the time that the clock shows. */
    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Moves the clock on, or back where {@code step} is negative. */
    public synchronized VirtualClock advance(Duration step) {
        now = now.plus(step);
        return this;
    }
}
