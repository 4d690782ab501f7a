package io.humpback.server.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The files by which Linux tells how long a host has been up, and a time that passes as a test says. */
final class TestingUptime {
    private final Path proc;
    private Duration up = Duration.ofHours(1);

    TestingUptime(Path proc) {
        this.proc = proc;
        boot("7b1c1f3e-boot-1");
    }

    /** Boots the host: another run of it, with a time that begins anew. */
    void boot(String id) {
        up = Duration.ofHours(1);
        write("sys/kernel/random/boot_id", id + "\n");
        pass(Duration.ZERO);
    }

    void pass(Duration time) {
        up = up.plus(time);
        write("uptime", up.toMillis() / 1000.0 + " 12345.67\n");
    }

    /** Returns a clock as an agent has it that is started now. */
    BootClock clock() {
        return new BootClock(proc);
    }

    private void write(String name, String text) {
        Path file = proc.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
