package io.humpback.server.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that nobody sets and that a restart of the agent does not begin anew: the time since the host was booted,
 * sleep included, as Linux tells it. Elsewhere it is the process's own steady clock. Safe for use by several threads.
 */
final class BootClock implements InstantSource {
    private static final Path PROC = Path.of("/proc");

    private final Path uptime;
    private final SteadyClock steady = new SteadyClock();
    private final String boot;

    BootClock() {
        this(PROC);
    }

    BootClock(Path proc) {
        uptime = proc.resolve("uptime");
        boot = read(proc.resolve("sys/kernel/random/boot_id"));
    }

    /** Returns what names this run of the host; empty where it is not known, and times of before mean nothing. */
    String boot() {
        return boot;
    }

    @Override
    public Instant instant() {
        if (boot.isEmpty()) {
            return steady.instant();
        }
        String text = read(uptime);
        int end = text.indexOf(' ');
        if (end < 0) {
            throw new IllegalStateException("uptime: \"" + text + "\" (expected: two numbers)");
        }
        return Instant.EPOCH.plusMillis((long) (Double.parseDouble(text.substring(0, end)) * 1000));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // no Linux, or hidden from us
        }
    }
}
