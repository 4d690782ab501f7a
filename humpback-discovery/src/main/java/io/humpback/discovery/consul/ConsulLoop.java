package io.humpback.discovery.consul;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one thing again and again, until it is closed. Each round says how long to pause; a failed one is
 * reported, and done again after the usual pause. Safe for use by several threads.
 */
final class ConsulLoop {
    private static final Logger log = LoggerFactory.getLogger(ConsulLoop.class);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    /** One round. */
    interface Round {
        /** Does it and returns how long to pause. Throws {@link ConsulException} if it failed. */
        Duration run();
    }

    private ConsulLoop(String name, Duration pause, Round round, Consumer<ConsulException> failed) {
        thread = new Thread(() -> run(pause, round, failed), name);
        thread.setDaemon(true);
    }

    static ConsulLoop start(String name, Duration pause, Round round, Consumer<ConsulException> failed) {
        ConsulLoop loop = new ConsulLoop(name, pause, round, failed);
        loop.thread.start();
        return loop;
    }

    private void run(Duration pause, Round round, Consumer<ConsulException> failed) {
        boolean over = false;
        while (!over) {
            Duration next = pause;
            try {
                next = round.run();
            } catch (ConsulException e) {
                if (!isEnded()) {
                    failed.accept(e);
                }
            } catch (RuntimeException | Error e) {
                log.error("a round failed; the next one follows: thread={}", thread.getName(), e);
            }
            over = pausedUntilEnd(next);
        }
    }

    private boolean isEnded() {
        return ended.getCount() == 0;
    }

    private boolean pausedUntilEnd(Duration pause) {
        try {
            return ended.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Lets no further round begin. Repeated calls do nothing. */
    void end() {
        ended.countDown();
    }

    /** Waits up to {@code limit} for the end of the last round, unless this is its thread. */
    void join(Duration limit) {
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
