package io.humpback.server.config;

import io.humpback.core.GoDuration;
import java.time.Duration;

/** Checks that the records and the reader of settings share, so that both know one range. Stateless. */
final class Ranges {
    private Ranges() {}

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + GoDuration.format(value) + " (expected: above 0s)");
        }
        return value;
    }

    static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + GoDuration.format(value) + " (expected: 0s or more)");
        }
        return value;
    }

    /** A share of the capacity that may be given away on top of it: -0.5 is half of the node, 1 is twice. */
    static double overcommit(double value) {
        if (!(value > -1) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("overcommit: " + value + " (expected: a number above -1)");
        }
        return value;
    }

    /** Returns {@code value} if it lies between {@code min} and {@code max}, both included. */
    static Duration between(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": " + GoDuration.format(value) + " (expected: "
                    + GoDuration.format(min) + "-" + GoDuration.format(max) + ")");
        }
        return value;
    }
}
