package io.humpback.core;

/**
 * An amount of CPU, in thousandths of a core, and of memory, in bytes. Never negative. Immutable.
 *
 * @param cpuMillis CPU in thousandths of a core; Docker's 1024 CPU shares are one core
 * @param memoryBytes memory in bytes
 */
public record Resources(long cpuMillis, long memoryBytes) {
    /** No CPU and no memory. */
    public static final Resources NONE = new Resources(0, 0);

    /** Checks that no amount is negative. */
    public Resources {
        Checks.checkNotNegative("cpuMillis", cpuMillis);
        Checks.checkNotNegative("memoryBytes", memoryBytes);
    }

    /** Returns the given amounts. */
    public static Resources of(long cpuMillis, long memoryBytes) {
        return new Resources(cpuMillis, memoryBytes);
    }

    /** Returns the sum; an amount that would overflow stays at {@link Long#MAX_VALUE}. */
    public Resources plus(Resources other) {
        return new Resources(saturatedAdd(cpuMillis, other.cpuMillis), saturatedAdd(memoryBytes, other.memoryBytes));
    }

    /** Returns the difference; an amount that would be negative is zero. */
    public Resources minus(Resources other) {
        return new Resources(Math.max(0, cpuMillis - other.cpuMillis), Math.max(0, memoryBytes - other.memoryBytes));
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
