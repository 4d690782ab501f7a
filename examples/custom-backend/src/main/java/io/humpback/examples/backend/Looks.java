package io.humpback.examples.backend;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that looks five times a second, until it is closed. */
final class Looks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Looks.class);
    private static final long PAUSE_MILLIS = 200;
    private static final long PATIENCE_MILLIS = 10_000;

    private final Runnable look;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    Looks(String name, Runnable look) {
        this.look = look;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                lookOnce();
            } while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() {
        try {
            look.run();
        } catch (RuntimeException e) {
            log.error("look failed, the next one follows: thread={}", thread.getName(), e);
        }
    }

    /** Returns when the last look has ended; every look ends by itself. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
