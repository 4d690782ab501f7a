package io.humpback.discovery.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the center is reached that holds a directory. It tells, it does not lock: what a killed center left behind stays
 * until the next one writes its own. Immutable.
 *
 * @param file in the directory
 */
record LeaderFile(Path file) {
    private static final Logger log = LoggerFactory.getLogger(LeaderFile.class);
    private static final int MAX_BYTES = 1024;

    static LeaderFile in(Path directory) {
        return new LeaderFile(directory.resolve("leader"));
    }

    /** Returns the address, empty where there is none. */
    String read() {
        try {
            return Files.exists(file) && Files.size(file) <= MAX_BYTES
                    ? Files.readString(file).strip()
                    : "";
        } catch (IOException e) {
            log.debug("leader's address cannot be read: file={}", file, e);
            return "";
        }
    }

    /** Writes the address, whole or not at all. Others know nobody if it fails; the lead does not depend on it. */
    void write(String address) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(beside, address + "\n", StandardCharsets.UTF_8);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.warn("leader's address cannot be written, so standing centers do not know it: file={}", file, e);
        }
    }

    /** Takes the address back. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("leader's address stays behind: file={}", file, e);
        }
    }
}
