package io.humpback.core;

import java.util.Set;

/**
 * Docker's restart policy. Immutable.
 *
 * @param name {@code no}, {@code always}, {@code on-failure} or {@code unless-stopped}; empty means Docker's default,
 *     which is {@code no}
 * @param maxRetries how often {@code on-failure} tries again, 0 for without limit
 */
public record RestartPolicy(String name, int maxRetries) {
    private static final Set<String> NAMES = Set.of("", "no", "always", "on-failure", "unless-stopped");

    /** Docker's default. */
    public static final RestartPolicy DEFAULT = new RestartPolicy("", 0);

    /** Checks the name and that the number is not negative. */
    public RestartPolicy {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "restartPolicy: " + name + " (expected: no, always, on-failure or unless-stopped)");
        }
        Checks.checkNotNegative("maxRetries", maxRetries);
    }

    /** Returns whether Docker leaves a container alone whose process ended with this exit code by itself. */
    public boolean mayExitWith(int exitCode) {
        return mayExit() || (name.equals("on-failure") && exitCode == 0);
    }

    /** Returns whether a container that exited has come to a fair end and is left alone. */
    public boolean mayExit() {
        return name.isEmpty() || name.equals("no");
    }
}
