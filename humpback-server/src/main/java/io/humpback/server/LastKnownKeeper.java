package io.humpback.server;

import io.humpback.core.HumpbackException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known for reads without a leader fresh enough, on one thread, without pressing the backend: where this
 * center leads nothing is read; where another one does, the head every half minute, and the state if that has moved; and
 * soon after somebody wanted to read without a leader. Between two reads lie 2 s, or twenty times what the last one took,
 * or ever more while the backend does not answer. Safe for use by several threads.
 */
final class LastKnownKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LastKnownKeeper.class);
    private static final Duration CALM = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final int SHARE = 20;
    private static final int MOST_DOUBLINGS = 4;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final LastKnown known;
    private final BooleanSupplier leads;
    private final Semaphore signals = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "humpback-last-known");
    private int failures;
    private String failure = "";

    /** Creates it; {@code leads} tells whether this center leads. Nothing is read before {@link #start}. */
    LastKnownKeeper(LastKnown known, BooleanSupplier leads) {
        this.known = known;
        this.leads = leads;
        known.onWanted(this::signal);
    }

    /** Begins to read. To be called once. */
    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for a look soon: somebody reads what is known, or who leads has changed. */
    void signal() {
        if (signals.availablePermits() == 0) {
            signals.release();
        }
    }

    private void run() {
        try {
            while (!closing.await(pause(look()).toMillis(), TimeUnit.MILLISECONDS)) {
                if (signals.tryAcquire(CALM.toMillis(), TimeUnit.MILLISECONDS)) {
                    signals.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Reads if that is of use, and returns how long it took. */
    Duration look() {
        long began = System.nanoTime();
        try {
            if (!leads.getAsBoolean()) {
                known.refresh();
            }
            failures = 0;
            failure = "";
        } catch (HumpbackException e) {
            failures++;
            if (!failure.equals(e.getMessage())) {
                failure = String.valueOf(e.getMessage());
                log.warn("state cannot be read for those who ask while nobody leads: reason={}", failure);
            }
        } catch (RuntimeException e) {
            failures++;
            log.error("state cannot be read by a defect; tried again", e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Returns how long nothing is read after a look that took {@code took}. */
    Duration pause(Duration took) {
        Duration pause = SHORTEST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        Duration share = took.multipliedBy(SHARE);
        return pause.compareTo(share) < 0 ? share : pause;
    }

    /** Ends it. A read under way is interrupted, and ends with its backend at the latest. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
