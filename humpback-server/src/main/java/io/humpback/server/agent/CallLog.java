package io.humpback.server.agent;

import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes when calls to the engine begin and end: one from which nothing has come for long is told from one that is slow by
 * the age of the last call that came to its end. A refusal counts as an end. Safe for use by several threads.
 */
final class CallLog {
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Long> failingSince = new AtomicReference<>();
    private volatile long lastEnd;

    /** Creates it with a clock that only rises, in nanoseconds. */
    CallLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastEnd = nanos.getAsLong();
    }

    /** Runs a call, noting its begin and, unless the engine gave no answer, its end. */
    <T> T run(Supplier<T> call) {
        long begin = nanos.getAsLong();
        try {
            T result = call.get();
            noteEnd();
            return result;
        } catch (EngineRefusedException e) {
            noteEnd();
            throw e;
        } catch (EngineException e) {
            noteFailure(begin);
            throw e;
        }
    }

    /** Returns for how long all calls have failed, zero if the last one came to its end. */
    Duration failingFor() {
        Long since = failingSince.get();
        return since == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nanos.getAsLong() - since));
    }

    /** What came to its end while this one was waiting shows that the engine lived until then: a slow call is only slow. */
    private void noteFailure(long begin) {
        long end = lastEnd;
        failingSince.compareAndSet(null, end - begin > 0 ? end : begin);
    }

    private void noteEnd() {
        lastEnd = nanos.getAsLong();
        failingSince.set(null);
    }
}
