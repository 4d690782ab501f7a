package io.humpback.webhook;

import io.humpback.core.Checks;
import java.time.Duration;

/**
 * How webhooks are delivered. Immutable.
 *
 * @param senders how many requests may be under way at once, 1-64; at most half of them are repetitions, so that
 *     receivers that fail never keep others waiting
 * @param pageSize how many events a sender holds in memory, 1-1,000
 * @param attemptTimeout the time for one request in all, from its connection to the end of its answer, 1 ms-60 s
 * @param firstRetry the wait after the first failure, doubled with each further one, 1 ms-1 h
 * @param maxRetry the longest wait after a failure, {@code firstRetry}-1 h
 * @param maxRetryAfter the longest wait that a receiver can ask for with {@code Retry-After}, {@code firstRetry}-24 h
 * @param closeTimeout how long closing may take, 1 ms-60 s
 * @param show what a receiver sees of the others
 * @param jitterSeed seeds the random part of the waits; waits of several centers should not fall together
 */
public record WebhookConfig(
        int senders,
        int pageSize,
        Duration attemptTimeout,
        Duration firstRetry,
        Duration maxRetry,
        Duration maxRetryAfter,
        Duration closeTimeout,
        HookVisibility show,
        long jitterSeed) {
    private static final Duration SHORTEST = Duration.ofMillis(1); // DEFAULT is checked with it

    /** Eight senders, 15 s for a request, waits of 1 s to 5 min, at most 1 h on a receiver's wish. */
    public static final WebhookConfig DEFAULT = builder().build();

    /** Checks the ranges; {@link IllegalArgumentException} names the first that does not hold. */
    public WebhookConfig {
        Checks.checkRange("senders", senders, 1, 64);
        Checks.checkRange("pageSize", pageSize, 1, 1000);
        checkRange("attemptTimeout", attemptTimeout, SHORTEST, Duration.ofSeconds(60));
        checkRange("firstRetry", firstRetry, SHORTEST, Duration.ofHours(1));
        checkRange("maxRetry", maxRetry, firstRetry, Duration.ofHours(1));
        checkRange("maxRetryAfter", maxRetryAfter, firstRetry, Duration.ofHours(24));
        checkRange("closeTimeout", closeTimeout, SHORTEST, Duration.ofSeconds(60));
    }

    /** Returns a builder that starts with the defaults. */
    public static WebhookConfigBuilder builder() {
        return new WebhookConfigBuilder();
    }

    private static void checkRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }
}
