package io.humpback.server.agent;

import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Notes when calls to the engine begin and end: an engine whose runtime hangs still answers some calls, and the age of
 * the last that came to its end tells it from one that works. A refusal counts as an end. Safe for use by several
 * threads.
 */
final class CallLog {
    private final LongSupplier nanos;
    private final AtomicLong serial = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Long> waiting = new ConcurrentSkipListMap<>();
    private volatile long lastEnd;

    /** Creates it with a clock that only rises, in nanoseconds. */
    CallLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastEnd = nanos.getAsLong();
    }

    /** Runs a call, noting its begin and, unless the engine gave no answer, its end. */
    <T> T run(Supplier<T> call) {
        long number = serial.incrementAndGet();
        waiting.put(number, nanos.getAsLong());
        try {
            T result = call.get();
            lastEnd = nanos.getAsLong();
            return result;
        } catch (io.humpback.core.spi.EngineRefusedException e) {
            lastEnd = nanos.getAsLong();
            throw e;
        } finally {
            waiting.remove(number);
        }
    }

    /** Returns how long ago a call last came to its end; since the agent's start if none has. */
    Duration lastEndAge() {
        return Duration.ofNanos(Math.max(0, nanos.getAsLong() - lastEnd));
    }

    /** Returns for how long the oldest call has been waiting, zero without one. */
    Duration oldestWaiting() {
        var oldest = waiting.firstEntry();
        return oldest == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nanos.getAsLong() - oldest.getValue()));
    }
}
