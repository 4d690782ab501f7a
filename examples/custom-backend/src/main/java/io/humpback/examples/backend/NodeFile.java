package io.humpback.examples.backend;

import io.humpback.discovery.RecordCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node's file holds: the record, a line as in every backend, and a line about its lease. A file without that line
 * was written by somebody else, and counts until it has not been changed for half a minute. Immutable.
 *
 * @param text the record, which may be anything, each byte a character
 * @param mark changed by each renewal
 * @param ttl how long it outlasts its last renewal
 */
record NodeFile(String text, String mark, Duration ttl) {
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);
    private static final Pattern LEASE = Pattern.compile("(?s)(.*\n)#lease ([0-9]{1,9})ms ([a-z0-9-]{1,80})\n");
    private static final int MAX_BYTES = RecordCodec.MAX_BYTES + 256;

    /** Returns what is in {@code file}, null if there is none. What is too large is cut, and is still too large. */
    static @Nullable NodeFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static NodeFile of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher matcher = LEASE.matcher(text);
        return matcher.matches()
                ? new NodeFile(matcher.group(1), matcher.group(3), Duration.ofMillis(Long.parseLong(matcher.group(2))))
                : new NodeFile(text, Integer.toHexString(text.hashCode()), DEFAULT_TTL);
    }

    /** Returns what is written for an agent that announces {@code record}. */
    static NodeFile of(byte[] record, String mark, Duration ttl) {
        return new NodeFile(new String(record, StandardCharsets.ISO_8859_1), mark, ttl);
    }

    byte[] record() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the content of its file. */
    byte[] bytes() {
        return (text + "#lease " + ttl.toMillis() + "ms " + mark + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
