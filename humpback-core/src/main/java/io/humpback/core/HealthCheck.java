package io.humpback.core;

import java.time.Duration;
import java.util.List;

/**
 * How an engine finds out whether a container is well. What is not said is the image's own, and where the image says
 * nothing either, Docker's default (30 s, 30 s, 0 s, 3). Immutable.
 *
 * @param test in Docker's form: {@code CMD} and the words of a command, {@code CMD-SHELL} and one line for a shell,
 *     {@code NONE} for no check though the image has one; empty for the image's own
 * @param interval the time between two checks, 1 ms to 24 h, 0 if not said
 * @param timeout how long a check may take, 1 ms to 24 h, 0 if not said
 * @param startPeriod for how long after the start a failed check does not count, 1 ms to 24 h, 0 if not said
 * @param retries how many checks must fail one after the other, 1-1000, 0 if not said
 */
public record HealthCheck(List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
    /** The image's own check, if it has one. */
    public static final HealthCheck OF_IMAGE =
            new HealthCheck(List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    /** None, though the image may have one. */
    public static final HealthCheck NONE =
            new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MAX_RETRIES = 1000;

    /** Copies the list and checks the form and the ranges. */
    public HealthCheck {
        test = List.copyOf(test);
        checkTest(test);
        checkTime("interval", interval);
        checkTime("timeout", timeout);
        checkTime("startPeriod", startPeriod);
        Checks.checkRange("healthCheck.retries", retries, 0, MAX_RETRIES);
    }

    private static void checkTest(List<String> test) {
        boolean good = test.isEmpty() || isGood(test.get(0), test.subList(1, test.size()));
        if (!good) {
            throw new IllegalArgumentException("healthCheck.test: " + test
                    + " (expected: [CMD, word, ...], [CMD-SHELL, line], [NONE], or nothing for the image's own)");
        }
    }

    private static boolean isGood(String form, List<String> words) {
        return switch (form) {
            case "NONE" -> words.isEmpty();
            case "CMD-SHELL" -> words.size() == 1 && !words.get(0).isBlank();
            case "CMD" -> !words.isEmpty() && !words.get(0).isBlank();
            default -> false;
        };
    }

    private static void checkTime(String name, Duration time) {
        if (!time.isZero() && (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "healthCheck." + name + ": " + GoDuration.format(time) + " (expected: 0, or 1ms-24h)");
        }
    }

    /** Returns the form of the check alone: its command may hold a password. */
    @Override
    public String toString() {
        return "HealthCheck[" + (test.isEmpty() ? "of the image" : test.get(0)) + ", interval=" + interval + "]";
    }
}
