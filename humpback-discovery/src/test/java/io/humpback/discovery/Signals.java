package io.humpback.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Signals to processes that a test has started. */
public final class Signals {
    private Signals() {}

    /** Stops a process: its connections stay, and nothing is answered. */
    public static void freeze(Process process) {
        send("STOP", process.pid());
    }

    /** Lets a stopped process go on. */
    public static void thaw(Process process) {
        send("CONT", process.pid());
    }

    private static void send(String signal, long pid) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, String.format(Locale.ROOT, "%d", pid))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid + ": status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
