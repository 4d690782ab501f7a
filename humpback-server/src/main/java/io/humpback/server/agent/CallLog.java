package io.humpback.server.agent;

import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes when calls to the engine begin and end: an engine whose runtime hangs still answers some calls, and the age of
 * the last that came to its end tells it from one that works. A refusal counts as an end. Safe for use by several
 * threads.
 */
final class CallLog {
    private final LongSupplier nanos;
    private final AtomicLong serial = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Long> waiting = new ConcurrentSkipListMap<>();
    private final AtomicReference<@Nullable Long> failingSince = new AtomicReference<>();
    private volatile long lastEnd;

    /** Creates it with a clock that only rises, in nanoseconds. */
    CallLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastEnd = nanos.getAsLong();
    }

    /** Runs a call, noting its begin and, unless the engine gave no answer, its end. */
    <T> T run(Supplier<T> call) {
        long number = serial.incrementAndGet();
        long begin = nanos.getAsLong();
        waiting.put(number, begin);
        try {
            T result = call.get();
            noteEnd();
            return result;
        } catch (EngineRefusedException e) {
            noteEnd();
            throw e;
        } catch (EngineException e) {
            failingSince.compareAndSet(null, begin);
            throw e;
        } finally {
            waiting.remove(number);
        }
    }

    /** Returns how long ago a call last came to its end; since the agent's start if none has. */
    Duration lastEndAge() {
        return Duration.ofNanos(Math.max(0, nanos.getAsLong() - lastEnd));
    }

    /** Returns for how long all calls have failed, zero if the last one came to its end. */
    Duration failingFor() {
        Long since = failingSince.get();
        return since == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nanos.getAsLong() - since));
    }

    private void noteEnd() {
        lastEnd = nanos.getAsLong();
        failingSince.set(null);
    }

    /** Returns for how long the oldest call has been waiting, zero without one. */
    Duration oldestWaiting() {
        var oldest = waiting.firstEntry();
        return oldest == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nanos.getAsLong() - oldest.getValue()));
    }
}
