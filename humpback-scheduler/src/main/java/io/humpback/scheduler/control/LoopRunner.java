package io.humpback.scheduler.control;

import io.humpback.core.spi.NodeDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives a {@link ControlLoop} its one thread and its clock: a step at each interval, and at once when something comes
 * in. Signals during a step collapse into one. Safe for use by several threads.
 */
public final class LoopRunner implements AutoCloseable {
    private final ControlLoop loop;
    private final LoopListener listener;
    private final InstantSource clock;
    private final Duration interval;
    private final Semaphore signals = new Semaphore(0);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean closed;

    /** Creates a runner that has not started. */
    public LoopRunner(ControlLoop loop, LoopListener listener, InstantSource clock, Duration interval) {
        this.loop = loop;
        this.listener = listener;
        this.clock = clock;
        this.interval = interval;
    }

    /** Takes the lead, watches {@code directory} and begins to step. Throws what {@link ControlLoop#start} throws. */
    public void start(NodeDirectory directory) {
        loop.start(directory, this::signal, clock.instant());
        started = true;
        Thread thread = new Thread(this::run, "humpback-loop");
        thread.start();
    }

    /** Asks for a step at once. */
    public void signal() {
        signals.release();
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    loop.step(clock.instant());
                } catch (RuntimeException e) {
                    listener.roundFailed(e); // an exception would end the schedule without a word
                } catch (Error e) { // and so would this: a leader that never decides again, and goes on leading
                    listener.roundFailed(new IllegalStateException("a round was ended by an error", e));
                }
                if (signals.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    signals.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                loop.close();
            } finally {
                finished.countDown();
            }
        }
    }

    /** Ends the loop after the step under way and waits for that. Containers stay as they are. */
    @Override
    public void close() {
        closed = true;
        signal();
        boolean interrupted = false;
        while (started) {
            try {
                finished.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
