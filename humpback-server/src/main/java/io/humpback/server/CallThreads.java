package io.humpback.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that wait for engines. */
final class CallThreads {
    /** A hung engine holds at most seven of them, so many engines can hang before others wait. */
    private static final int MAX_THREADS = 256;

    private static final int IDLE_SECONDS = 30;

    private CallThreads() {}

    /** Returns a pool that grows with need and shrinks when idle. What waits is bounded by the loop: seven a node. */
    static ExecutorService create() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory factory() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "humpback-call-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
