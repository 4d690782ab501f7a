package io.humpback.server.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which all simulated engines live: it reads, answers, and runs what is due. {@link #execute} and
 * {@link #call} may be called by any thread, everything else on the loop's own only.
 */
final class EventLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Thread thread = new Thread(this::run, "humpback-simulated");
    private long timerCount;
    private volatile boolean closed;

    /** What is attached to a key: called when its channel is ready. */
    @FunctionalInterface
    interface Channel {
        void ready(SelectionKey key) throws IOException;
    }

    EventLoop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code task} soon, after all that was handed over before. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Returns what {@code task} returns on the loop's thread; throws what it throws. */
    <T> T call(Supplier<T> task) {
        if (Thread.currentThread() == thread) {
            return task.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        if (closed) {
            result.completeExceptionally(new IllegalStateException("simulation is closed"));
        }
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Runs {@code task} after {@code delay}, unless it is cancelled before. */
    Timer schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(System.nanoTime() + delay.toNanos(), timerCount++, task);
        timers.add(timer);
        return timer;
    }

    SelectionKey register(SelectableChannel channel, int operations, Channel handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, handler);
    }

    /** Forgets keys that were cancelled, so that their channels are really closed. */
    void flushClosed() {
        try {
            selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the one buffer for reading, empty; what is in it is to be taken out before anything else is read. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    private void run() {
        while (!closed) {
            try {
                select();
                runTasks();
                runTimers();
            } catch (IOException | RuntimeException e) {
                log.error("simulated engines: a round failed", e);
            }
        }
        closeAll();
    }

    private void select() throws IOException {
        long wait = waitMillis();
        if (!tasks.isEmpty() || wait == 0) {
            selector.selectNow();
        } else {
            selector.select(wait < 0 ? 0 : wait);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ready(key);
        }
        selector.selectedKeys().clear();
    }

    private static void ready(SelectionKey key) {
        try {
            if (key.isValid()) {
                ((Channel) key.attachment()).ready(key);
            }
        } catch (CancelledKeyException | IOException e) {
            closeQuietly(key);
        } catch (RuntimeException e) {
            log.error("simulated engines: a connection failed", e);
            closeQuietly(key);
        }
    }

    private static void closeQuietly(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            log.debug("channel not closed cleanly", e);
        }
    }

    /** Returns how long to wait for the next timer, rounded up; negative if there is none. */
    private long waitMillis() {
        Timer next = timers.peek();
        if (next == null) {
            return -1;
        }
        return Math.max(0, (next.at - System.nanoTime() + 999_999) / 1_000_000);
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.at - now <= 0; next = timers.peek()) {
            timers.poll();
            next.task.run();
        }
    }

    private void closeAll() {
        selector.keys().forEach(EventLoop::closeQuietly);
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("selector not closed cleanly", e);
        }
        runTasks(); // nobody may wait for ever
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes all channels and ends the thread. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Something to be done later. */
    final class Timer implements Comparable<Timer> {
        private final long at;
        private final long number;
        private final Runnable task;

        private Timer(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        void cancel() {
            timers.remove(this);
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at - other.at, 0);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
