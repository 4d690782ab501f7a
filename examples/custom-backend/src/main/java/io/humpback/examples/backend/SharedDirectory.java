package io.humpback.examples.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cluster's place below a directory that several processes share. Who writes holds its lock; a file is replaced as a
 * whole, so who only reads one file needs no lock. Each call finds the directory anew: where it is gone, the call fails.
 * Safe for use by several threads.
 */
final class SharedDirectory {
    /** How long a call waits for another one that holds the lock; a process that is stopped could hold it for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String LOCK = "lock";
    private static final String FRESH = "new";

    private final Path shared;
    private final String cluster;
    private final AtomicInteger cancelled = new AtomicInteger();

    /** What is done with the cluster's place while nobody else writes there. */
    @FunctionalInterface
    interface Action<T> {
        T run(Path root) throws IOException;
    }

    /** The same without an answer. */
    @FunctionalInterface
    interface Change {
        void run(Path root) throws IOException;
    }

    /**
     * Creates it; looks at nothing yet.
     *
     * @param cluster where the cluster's place is below {@code shared}
     */
    SharedDirectory(Path shared, String cluster) {
        this.shared = shared;
        this.cluster = cluster;
    }

    /** Makes the cluster's place if it is not there, and writes to it once, so that a start shows what will not work. */
    void prepare() throws IOException {
        change(root -> {
            Path probe = root.resolve("probe");
            write(probe, new byte[0]);
            remove(probe);
        });
    }

    /** Returns the cluster's place, to read from. */
    Path root() throws IOException {
        return shared.toRealPath().resolve(cluster);
    }

    /** Does {@code action} while nobody else does anything. */
    <T> T locked(Action<T> action) throws IOException {
        Path root = root();
        makeDirectory(root);
        int began = cancelled.get();
        DirectoryLock held = DirectoryLock.acquire(root.resolve(LOCK), PATIENCE, () -> cancelled.get() != began);
        try {
            return action.run(root);
        } finally {
            held.close();
        }
    }

    /** Makes {@code change} while nobody else does anything. */
    void change(Change change) throws IOException {
        boolean unused = locked(root -> {
            change.run(root);
            return true;
        });
    }

    /** Ends the waiting of those who wait for the lock. */
    void cancel() {
        cancelled.incrementAndGet();
    }

    /** Puts {@code content} into {@code file} as a whole: later, also after the loss of power, it is there or is not. */
    static void write(Path file, byte[] content) throws IOException {
        Path directory = parent(file);
        makeDirectory(directory);
        Path fresh = directory.resolve(FRESH); // one that nobody else writes: we hold the lock
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    /** Removes {@code file}, if it is there, for good. */
    static void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            sync(parent(file));
        }
    }

    /** Returns whether {@code file} is one that was written and not one that is being written. */
    static boolean isWhole(Path file) {
        return !file.endsWith(FRESH) && Files.isRegularFile(file);
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            makeDirectory(parent(directory));
            Files.createDirectories(directory);
            sync(parent(directory));
        }
    }

    /** What was renamed in a directory, or removed, lasts only once the directory itself is on the disk. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new NoSuchFileException(file.toString());
        }
        return parent;
    }

    /** Returns what failed, in one line. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (e instanceof FileSystemException failed && failed.getReason() == null) {
            return failed.getClass().getSimpleName().replace("Exception", "") + ": " + failed.getFile();
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
    }
}
