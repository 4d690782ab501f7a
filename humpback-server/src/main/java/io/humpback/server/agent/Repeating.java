package io.humpback.server.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does a step again and again, each time when the last one said, and outlives any exception. Safe for use
 * by several threads.
 */
final class Repeating implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Repeating.class);
    private static final Duration AFTER_DEFECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final UnaryOperator<Instant> step;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Thread thread;
    private boolean woken;
    private boolean closed;

    /**
     * Creates it; nothing runs before {@link #start}.
     *
     * @param step takes the time and returns when it is due next
     * @param clock steady: it never jumps
     */
    Repeating(String name, UnaryOperator<Instant> step, InstantSource clock) {
        this.step = step;
        this.clock = clock;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Lets the next step be done at once. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (await(stepOnce())) {
                // the next one
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ended
        }
    }

    private Instant stepOnce() {
        Instant now = clock.instant();
        try {
            return step.apply(now);
        } catch (RuntimeException | Error e) { // either would end the thread, and leave the agent running without it
            log.error("a defect of ours; trying again in {}", AFTER_DEFECT, e);
            return now.plus(AFTER_DEFECT);
        }
    }

    /** Waits until {@code due}, or {@link #wake}; returns false once it is closed. */
    private boolean await(Instant due) throws InterruptedException {
        lock.lock();
        try {
            long nanos = Duration.between(clock.instant(), due).toNanos();
            while (nanos > 0 && !woken && !closed) {
                nanos = change.awaitNanos(nanos);
            }
            woken = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets no further step begin; one may be under way. */
    void end() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it and waits for the step under way, a few seconds at most. Repeated calls do nothing. */
    @Override
    public void close() {
        end();
        try {
            if (thread.isAlive()) {
                thread.join(TimeUnit.SECONDS.toMillis(LONGEST_END.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
