package io.humpback.discovery.zookeeper;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same thing again and again on a thread of its own: as soon as it is woken, and at the latest after the pause
 * that the last round asked for. A round that fails by a defect is told and is not the last one. Safe for use by several
 * threads.
 */
final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);
    private static final Duration AFTER_DEFECT = Duration.ofSeconds(1);
    /** Every round has a deadline, so this is not reached but on a machine that is very slow. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Round round;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean due;
    private volatile boolean closed;

    /** What is done. */
    interface Round {
        /** Does it and returns how long it need not be done again. An interrupt means that it should end. */
        Duration run();
    }

    /** Creates it; nothing is done before {@link #start}. */
    Rounds(String name, Round round) {
        this.round = round;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins with the first round. */
    void start() {
        thread.start();
    }

    /** Makes the next round begin now. Returns at once. */
    void wake() {
        lock.lock();
        try {
            due = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!closed) {
            Duration pause = AFTER_DEFECT;
            try {
                pause = round.run();
            } catch (RuntimeException | Error e) { // either would end the thread without a word
                log.error("round failed by a defect; it goes on: thread={}", thread.getName(), e);
            }
            rest(pause);
        }
    }

    private void rest(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!due && !closed && left > 0) {
                left = woken.awaitNanos(left);
            }
            due = false;
        } catch (InterruptedException e) {
            // Only closing interrupts, and the loop looks for that next.
        } finally {
            lock.unlock();
        }
    }

    /** Ends it: the round that is under way is interrupted and awaited. Repeated calls do nothing. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
