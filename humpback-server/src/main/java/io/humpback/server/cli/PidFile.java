package io.humpback.server.cli;

import io.humpback.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            throw new ConfigurationException("pid-file", file + " cannot be written (expected: a path to a file)", e);
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
