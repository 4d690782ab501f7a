package io.humpback.scheduler;

/** How much more than its capacity may be reserved on a node. Counted in millionths, so that limits are exact. */
final class Overcommit {
    private static final long MILLION = 1_000_000;

    private Overcommit() {}

    static double check(double overcommit) {
        if (!(overcommit > -1 && overcommit < 1000)) {
            throw new IllegalArgumentException("overcommit: " + overcommit + " (expected: above -1, below 1000)");
        }
        return overcommit;
    }

    static long millionths(double overcommit) {
        return Math.max(1 - MILLION, Math.round(check(overcommit) * MILLION));
    }

    /** Returns capacity x (1 + overcommit), rounded down; {@link Long#MAX_VALUE} where it would be more. */
    static long limit(long capacity, long millionths) {
        if (millionths == 0) {
            return capacity;
        }
        long factor = MILLION + millionths;
        long whole = capacity / MILLION; // factor < 1.001e9, so the rest of the product always fits
        long rest = capacity % MILLION * factor / MILLION;
        return Math.multiplyHigh(whole, factor) != 0 || whole * factor < 0 || whole * factor > Long.MAX_VALUE - rest
                ? Long.MAX_VALUE
                : whole * factor + rest;
    }
}
