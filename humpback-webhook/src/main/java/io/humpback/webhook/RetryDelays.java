package io.humpback.webhook;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait after a failure: 1 s, 2 s, 4 s … 5 min by default, of which a random part of up to a half is taken
 * away, so that receivers that failed together are not tried together. Not safe for use by several threads.
 */
final class RetryDelays {
    private static final int MAX_DOUBLINGS = 40; // 1 ms doubled 40 times is 34 years

    private final WebhookConfig config;
    private final SplittableRandom random;

    RetryDelays(WebhookConfig config) {
        this.config = config;
        random = new SplittableRandom(config.jitterSeed());
    }

    /**
     * Returns the wait after the {@code failures}-th failure in a row. A wait that the receiver asked for is kept to,
     * but never shorter than after a first failure and never longer than configured.
     */
    Duration next(int failures, Duration retryAfter) {
        if (!retryAfter.isZero()) {
            return min(config.maxRetryAfter(), max(config.firstRetry(), retryAfter));
        }
        long factor = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
        long first = config.firstRetry().toMillis();
        long longest = config.maxRetry().toMillis();
        long millis = first > longest / factor ? longest : first * factor;
        return Duration.ofMillis(millis - random.nextLong(millis / 2 + 1));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
