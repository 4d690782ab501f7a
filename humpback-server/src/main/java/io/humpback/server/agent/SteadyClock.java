package io.humpback.server.agent;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that nobody sets: its time begins at 1970 with its creation and passes as real time does. */
final class SteadyClock implements InstantSource {
    private final long start = System.nanoTime();

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }
}
