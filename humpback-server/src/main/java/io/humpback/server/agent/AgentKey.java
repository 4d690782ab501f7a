package io.humpback.server.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * What an agent is called in its cluster: a UUID in a file, drawn once. Held by one process at a time, so that two
 * agents never announce themselves under one key, until it is closed or the process ends. Safe for use by several
 * threads.
 */
public final class AgentKey implements AutoCloseable {
    private static final String FILE = "key";
    private static final String LOCK = "agent.lock";
    private static final int MAX_BYTES = 256;
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The operating system's lock belongs to the whole process, so a second attempt must not open the file. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final RandomAccessFile lock;
    private final String value;
    private final AtomicBoolean held = new AtomicBoolean(true);

    private AgentKey(Path directory, RandomAccessFile lock, String value) {
        this.directory = directory;
        this.lock = lock;
        this.value = value;
    }

    /**
     * Takes the key in {@code directory}; creates directory and key if there are none.
     *
     * @throws AgentStartException if another agent holds it, or it cannot be read or written
     */
    public static AgentKey open(Path directory) {
        try {
            Path real = createDirectory(directory).toRealPath();
            if (!HELD.add(real)) {
                throw inUse(directory);
            }
            AgentKey key = null;
            try {
                key = locked(directory, real);
                return key;
            } finally {
                if (key == null) {
                    HELD.remove(real);
                }
            }
        } catch (IOException e) {
            throw new AgentStartException(
                    "data directory cannot be used: dir=" + directory + ", reason=" + e
                            + ". Maybe name another one with --data-dir",
                    e);
        }
    }

    private static AgentKey locked(Path given, Path real) throws IOException {
        RandomAccessFile file = new RandomAccessFile(real.resolve(LOCK).toFile(), "rw");
        boolean taken = false;
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock == null) {
                throw inUse(given);
            }
            Path keyFile = real.resolve(FILE);
            String value = Files.exists(keyFile) ? read(keyFile) : draw(keyFile);
            taken = true;
            return new AgentKey(real, file, value);
        } finally {
            if (!taken) {
                file.close();
            }
        }
    }

    private static String read(Path file) throws IOException {
        String text = Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
        if (!UUID_FORM.matcher(text).matches()) {
            throw new AgentStartException(
                    "key file holds no UUID: file=" + file
                            + ". Maybe delete it: then this host joins as another node, and what ran on it is found by"
                            + " its labels",
                    null);
        }
        return text;
    }

    /** Written beside its place and moved there, so that no crash leaves half a key. */
    private static String draw(Path file) throws IOException {
        String value = UUID.randomUUID().toString();
        Path written = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(written);
        try (FileChannel channel = FileChannel.open(
                written,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownersAlone(file, "rw-------"))) {
            channel.write(ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.ISO_8859_1)));
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        return value;
    }

    private static Path createDirectory(Path directory) throws IOException {
        return Files.isDirectory(directory)
                ? directory
                : Files.createDirectories(directory, ownersAlone(directory, "rwx------"));
    }

    private static FileAttribute<?>[] ownersAlone(Path file, String permissions) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static AgentStartException inUse(Path directory) {
        return new AgentStartException(
                "data directory is in use by another agent: dir=" + directory
                        + ". Maybe it still runs: stop it, or give this one another directory with --data-dir",
                null);
    }

    /** Returns the key. */
    public String value() {
        return value;
    }

    /** Lets go of the key; the file stays. Repeated calls do nothing. */
    @Override
    public void close() {
        if (!held.compareAndSet(true, false)) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new AgentStartException("data directory cannot be left: dir=" + directory, e);
        } finally {
            HELD.remove(directory);
        }
    }
}
