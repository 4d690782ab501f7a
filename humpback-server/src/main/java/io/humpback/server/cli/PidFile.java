package io.humpback.server.cli;

import io.humpback.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that holds the process id. It tells, it does not lock: one that an earlier process left behind is simply
 * replaced. Immutable.
 */
final class PidFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PidFile.class);

    private final Path file;
    private final String content;

    private PidFile(Path file, String content) {
        this.file = file;
        this.content = content;
    }

    /** Refuses a file that surely cannot be written, before anything has begun; an empty one is none. */
    static void check(String file) {
        if (file.isEmpty()) {
            return;
        }
        Path existing = Path.of(file).toAbsolutePath().getParent();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        boolean possible = existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
        if (!possible || Files.isDirectory(Path.of(file))) {
            throw unwritable(Path.of(file), null);
        }
    }

    private static ConfigurationException unwritable(Path file, @Nullable IOException cause) {
        return new ConfigurationException("pid-file", file + " cannot be written (expected: a path to a file)", cause);
    }

    /** Writes {@code pid} to {@code file}, whatever stands there; directories on the way are made. */
    static PidFile write(Path file, long pid) {
        Path absolute = file.toAbsolutePath();
        Path beside = absolute.resolveSibling(absolute.getFileName() + ".new");
        String content = pid + "\n";
        try {
            Files.createDirectories(beside.getParent());
            Files.writeString(beside, content);
            Files.move(beside, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return new PidFile(absolute, content);
    }

    /** Removes the file unless another process has put its own id there meanwhile. */
    @Override
    public void close() {
        try {
            if (Files.readString(file).equals(content)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            log.debug("pid file is gone already: file={}", file);
        } catch (IOException e) {
            log.warn("pid file stays behind: file={}", file, e);
        }
    }
}
