package io.humpback.discovery.embedded;

import io.humpback.discovery.BackendException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a data directory, held by one process until it is closed or the process ends. The lock's file also
 * says whether there was ever any state in the directory, so that a lost database is not taken for a new one. Safe for
 * use by several threads.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "lock";
    private static final String MARK = "this directory holds the state of a Humpback cluster\n";

    /**
     * The directories that this process holds. The operating system's lock belongs to the whole process and ends when
     * any channel to its file is closed, so that a second attempt must not even open the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final RandomAccessFile file;
    private final AtomicBoolean held = new AtomicBoolean(true);

    private DirectoryLock(Path directory, RandomAccessFile file) {
        this.directory = directory;
        this.file = file;
    }

    /** Creates the directory if need be and takes it; throws {@link BackendException} if that cannot be done. */
    static DirectoryLock acquire(Path directory) {
        return tryAcquire(directory).orElseThrow(() -> inUse(directory));
    }

    /**
     * Creates the directory if need be and takes it; returns empty if another one has it. Throws
     * {@link BackendException} if it cannot be used at all.
     */
    static Optional<DirectoryLock> tryAcquire(Path directory) {
        try {
            Path real = create(directory).toRealPath();
            if (!HELD.add(real)) {
                return Optional.empty();
            }
            RandomAccessFile file = null;
            try {
                file = lock(real);
            } finally {
                if (file == null) {
                    HELD.remove(real);
                }
            }
            return file == null ? Optional.empty() : Optional.of(new DirectoryLock(real, file));
        } catch (IOException e) {
            throw new BackendException(
                    "data directory cannot be used: dir=" + directory + ", reason=" + e
                            + ". Maybe it belongs to another user, or the disk is full or read-only",
                    e);
        }
    }

    private static @Nullable RandomAccessFile lock(Path directory) throws IOException {
        // Not a channel alone: an interrupt would close it, and with it end the lock.
        RandomAccessFile file = new RandomAccessFile(directory.resolve(FILE).toFile(), "rw");
        FileLock lock = null;
        try {
            lock = file.getChannel().tryLock();
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        return lock == null ? null : file;
    }

    /** The state holds secrets, so a new directory is for its owner alone. */
    private static Path create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return Files.createDirectories(
                directory,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                        }
                        : new FileAttribute<?>[0]);
    }

    private static BackendException inUse(Path directory) {
        return new BackendException(
                "data directory is in use by another center: dir=" + directory
                        + ". Maybe it still runs: stop it, or choose another directory",
                null);
    }

    Path directory() {
        return directory;
    }

    boolean isHeld() {
        return held.get();
    }

    /** Returns whether there was ever any state. */
    boolean isMarked() throws IOException {
        return file.length() > 0;
    }

    /** Notes for ever that there is state. */
    void mark() throws IOException {
        file.seek(0);
        file.write(MARK.getBytes(StandardCharsets.UTF_8));
        file.getFD().sync();
    }

    @Override
    public void close() {
        if (!held.compareAndSet(true, false)) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new BackendException("data directory cannot be left: dir=" + directory, e);
        } finally {
            HELD.remove(directory);
        }
    }
}
