package io.humpback.server.agent;

import io.humpback.core.Checks;
import io.humpback.core.PullPolicy;
import java.time.Duration;

/**
 * How images are fetched on a host. Immutable.
 *
 * @param atATime how many at a time, 1-16; others wait
 * @param timeout how long one may take, the wait included, 1 s to 1 h; a caller may ask for less
 * @param policy when an image is fetched if neither its container nor its caller says so
 */
public record PullLimits(int atATime, Duration timeout, PullPolicy policy) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Three at a time, ten minutes for each. */
    public static final PullLimits DEFAULT = new PullLimits(3, Duration.ofMinutes(10));

    /** Checks the ranges. */
    public PullLimits {
        Checks.checkRange("atATime", atATime, 1, 16);
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: 1s-1h)");
        }
        if (policy == PullPolicy.OF_HOST) {
            throw new IllegalArgumentException("policy: left open (expected: missing, always or never)");
        }
    }

    /** Creates limits for a host that fetches what is missing. */
    public PullLimits(int atATime, Duration timeout) {
        this(atATime, timeout, PullPolicy.MISSING);
    }
}
