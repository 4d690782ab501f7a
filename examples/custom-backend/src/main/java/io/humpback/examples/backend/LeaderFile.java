package io.humpback.examples.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, as the file {@code leader} says. Immutable.
 *
 * @param address where the leader is reached
 * @param candidate tells apart two that have one address
 * @param renewals changed by each renewal
 * @param ttlMillis how long the lead outlasts its last renewal
 */
record LeaderFile(String address, String candidate, long renewals, long ttlMillis) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILE = "leader";

    /** Returns what the file says, null if there is none. What cannot be read is nobody's, and ends like a lead. */
    static @Nullable LeaderFile read(Path root) throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(root.resolve(FILE)), LeaderFile.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (JsonProcessingException e) {
            return new LeaderFile("", "", 0, Duration.ofMinutes(1).toMillis());
        }
    }

    void write(Path root) throws IOException {
        SharedDirectory.write(root.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    static void remove(Path root) throws IOException {
        SharedDirectory.remove(root.resolve(FILE));
    }

    /** Returns what changes with each renewal and each leader. */
    String mark() {
        return candidate + "-" + renewals;
    }

    Duration ttl() {
        return Duration.ofMillis(ttlMillis);
    }
}
