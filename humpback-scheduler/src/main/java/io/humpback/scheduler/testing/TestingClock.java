package io.humpback.scheduler.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when it is told to. Safe for use by several threads. */
public final class TestingClock implements InstantSource {
    private volatile Instant now;

    /** Creates a clock that shows {@code start}. */
    public TestingClock(Instant start) {
        now = start;
    }

    /** Creates a clock that shows some fixed moment. */
    public TestingClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves the clock; {@code by} may be negative, as real clocks jump both ways. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
