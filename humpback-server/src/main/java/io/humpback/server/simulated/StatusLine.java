package io.humpback.server.simulated;

import java.time.Duration;

/** A container's state in the words of a list: {@code Up 3 seconds (healthy)}. Stateless. */
final class StatusLine {
    private StatusLine() {}

    static String of(SimulatedContainer container) {
        String since = words(Duration.ofNanos(Math.max(0, System.nanoTime() - container.startedNanos)));
        return switch (container.status) {
            case CREATED -> "Created";
            case RUNNING -> "Up " + since + health(container.health);
            case PAUSED -> "Up " + since + " (Paused)";
            case RESTARTING -> "Restarting (" + container.exitCode + ") " + since + " ago";
            case EXITED ->
                container.startedAt.equals(SimulatedContainer.NEVER)
                        ? "Created"
                        : "Exited (" + container.exitCode + ") " + since + " ago";
        };
    }

    private static String health(String health) {
        return switch (health) {
            case "" -> "";
            case "starting" -> " (health: starting)";
            default -> " (" + health + ")";
        };
    }

    private static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds < 60) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        long minutes = time.toMinutes();
        return minutes == 1 ? "About a minute" : minutes < 60 ? minutes + " minutes" : time.toHours() + " hours";
    }
}
