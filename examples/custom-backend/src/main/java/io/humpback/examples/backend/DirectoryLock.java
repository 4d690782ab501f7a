package io.humpback.examples.backend;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Keeps out the other threads of this process and the other processes of this machine. The operating system ends it with
 * the process, however that ends.
 */
final class DirectoryLock implements Closeable {
    /** The operating system's lock belongs to the process as a whole, so threads need one of their own. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ReentrantLock threads;
    private final FileChannel channel;

    private DirectoryLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /** Waits for the lock. Fails when {@code patience} is over, or {@code cancelled} says so. */
    static DirectoryLock acquire(Path file, Duration patience, BooleanSupplier cancelled) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        ReentrantLock threads = THREADS.computeIfAbsent(file, any -> new ReentrantLock());
        while (!threads.tryLock()) {
            pause(end, cancelled);
        }
        try {
            return new DirectoryLock(threads, lockedFile(file, end, cancelled));
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    private static FileChannel lockedFile(Path file, long end, BooleanSupplier cancelled) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (channel.tryLock() == null) {
                pause(end, cancelled);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void pause(long end, BooleanSupplier cancelled) throws IOException {
        LockSupport.parkNanos(LOOK_NANOS);
        if (Thread.currentThread().isInterrupted() || cancelled.getAsBoolean()) {
            throw new InterruptedIOException("cancelled while waiting for another process");
        }
        if (System.nanoTime() - end > 0) {
            throw new IOException("another process holds the lock. Maybe it is stopped");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            threads.unlock();
        }
    }
}
