package io.humpback.server.http.v1;

import io.humpback.core.Checks;
import java.time.Duration;

/**
 * What can be set of {@link V1Api}. Immutable.
 *
 * @param crossOrigin whether answers allow pages of every origin, as the original's CORS switch does
 * @param deadline after which a request that waits for its operation is answered with what is known; more than the
 *     operations' own deadline, so that theirs comes first
 * @param maxWaiting how many requests may wait at once, 1 or more
 * @param lenient whether fields by which Docker is asked for power over a host are ignored rather than refused
 */
public record V1Settings(boolean crossOrigin, Duration deadline, int maxWaiting, boolean lenient) {
    /** Without CORS; 20 s more than the five minutes of an operation; 1,000 waiting requests. */
    public static final V1Settings DEFAULT = new V1Settings(false, Duration.ofSeconds(320), 1000);

    /** Creates settings under which fields that ask for power over a host are refused. */
    public V1Settings(boolean crossOrigin, Duration deadline, int maxWaiting) {
        this(crossOrigin, deadline, maxWaiting, false);
    }

    /** Checks the ranges. */
    public V1Settings {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: above 0)");
        }
        Checks.checkRange("maxWaiting", maxWaiting, 1, Integer.MAX_VALUE);
    }

    /** Returns these settings with CORS on or off. */
    public V1Settings withCrossOrigin(boolean allowed) {
        return new V1Settings(allowed, deadline, maxWaiting, lenient);
    }

    /** Returns these settings, ignoring fields that ask for power over a host, or not. */
    public V1Settings withLenient(boolean ignoring) {
        return new V1Settings(crossOrigin, deadline, maxWaiting, ignoring);
    }
}
