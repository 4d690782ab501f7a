package io.humpback.server.agent;

import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Notes how changes of containers end: an engine may answer every question and yet do nothing of what it is asked to. A
 * single slow change says nothing of its engine; several in a row that were not answered, and none that was, do. After a
 * while the engine is given another chance, since nothing but a change can show that it is well again. Safe for use by
 * several threads.
 */
final class ChangeLog {
    /** How many changes in a row must have got no answer. */
    static final int ENOUGH = 3;

    /** A change that was given less time than this says nothing. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long what they said counts. */
    static final Duration MEMORY = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private final ConcurrentSkipListMap<Long, Long> waiting = new ConcurrentSkipListMap<>();
    private long serial;
    private int unanswered;
    private long lastUnanswered;
    private long lastEnd;

    /** Creates it with a clock that only rises, in nanoseconds. */
    ChangeLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastEnd = nanos.getAsLong();
    }

    /** Runs a change and notes how it ended; whatever is no timeout was an answer, or never reached the engine. */
    <T> T run(Supplier<T> change) {
        long begin = nanos.getAsLong();
        long number = begun(begin);
        try {
            T result = change.get();
            answered();
            return result;
        } catch (EngineTimeoutException e) {
            notAnswered(begin);
            throw e;
        } catch (EngineRefusedException e) {
            answered();
            throw e;
        } finally {
            waiting.remove(number);
        }
    }

    /** Returns whether the last changes got no answer, so that the next one would hardly get one. */
    synchronized boolean showsThatNothingIsDone() {
        return unanswered >= ENOUGH && since(lastUnanswered).compareTo(MEMORY) < 0;
    }

    /** Returns how long ago a change last came to its end; since the agent's start if none has. */
    synchronized Duration lastEndAge() {
        return since(lastEnd);
    }

    /** Returns for how long the oldest change has been waiting, zero without one. */
    Duration oldestWaiting() {
        var oldest = waiting.firstEntry();
        return oldest == null ? Duration.ZERO : since(oldest.getValue());
    }

    private synchronized long begun(long begin) {
        serial++;
        waiting.put(serial, begin);
        return serial;
    }

    private synchronized void answered() {
        unanswered = 0;
        lastEnd = nanos.getAsLong();
    }

    private synchronized void notAnswered(long begin) {
        boolean answeredMeanwhile = lastEnd - begin > 0;
        if (!answeredMeanwhile && since(begin).compareTo(PATIENCE) >= 0) {
            unanswered++;
            lastUnanswered = nanos.getAsLong();
        }
    }

    private Duration since(long when) {
        return Duration.ofNanos(Math.max(0, nanos.getAsLong() - when));
    }
}
