package io.humpback.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An amount of CPU, in thousandths of a core, of memory, in bytes, and of extended resources, in whole units under the
 * names that the cluster's owner gave them, such as {@code gpu}. Never negative. Immutable.
 *
 * @param cpuMillis CPU in thousandths of a core; Docker's 1024 CPU shares are one core
 * @param memoryBytes memory in bytes
 * @param extended units of each extended resource, ordered by name; what is missing is zero, so zeros are left out
 */
public record Resources(long cpuMillis, long memoryBytes, Map<String, Long> extended) {
    /** No CPU, no memory and nothing else. */
    public static final Resources NONE = new Resources(0, 0, Map.of());

    /** Checks that no amount is negative and that extended resources have names. */
    public Resources {
        Checks.checkNotNegative("cpuMillis", cpuMillis);
        Checks.checkNotNegative("memoryBytes", memoryBytes);
        extended = extended.isEmpty() ? Map.of() : withoutZeros(extended);
    }

    /** Returns the given amounts. */
    public static Resources of(long cpuMillis, long memoryBytes) {
        return new Resources(cpuMillis, memoryBytes, Map.of());
    }

    /** Returns these amounts with {@code amount} units of the extended resource {@code name}. */
    public Resources with(String name, long amount) {
        Map<String, Long> changed = new TreeMap<>(extended);
        changed.put(name, amount);
        return new Resources(cpuMillis, memoryBytes, changed);
    }

    /** Returns the units of the extended resource {@code name}, zero if there are none. */
    public long amountOf(String name) {
        Long amount = extended.get(name);
        return amount == null ? 0 : amount;
    }

    /** Returns whether every amount is zero. */
    public boolean isNone() {
        return cpuMillis == 0 && memoryBytes == 0 && extended.isEmpty();
    }

    /** Returns the sum; an amount that would overflow stays at {@link Long#MAX_VALUE}. */
    public Resources plus(Resources other) {
        Map<String, Long> sums = new TreeMap<>(extended);
        other.extended.forEach((name, amount) -> sums.merge(name, amount, Resources::saturatedAdd));
        return new Resources(
                saturatedAdd(cpuMillis, other.cpuMillis), saturatedAdd(memoryBytes, other.memoryBytes), sums);
    }

    /** Returns the difference; an amount that would be negative is zero. */
    public Resources minus(Resources other) {
        Map<String, Long> rest = new TreeMap<>(extended);
        rest.replaceAll((name, amount) -> Math.max(0, amount - other.amountOf(name)));
        return new Resources(
                Math.max(0, cpuMillis - other.cpuMillis), Math.max(0, memoryBytes - other.memoryBytes), rest);
    }

    private static Map<String, Long> withoutZeros(Map<String, Long> amounts) {
        Map<String, Long> kept = new TreeMap<>();
        amounts.forEach((name, amount) -> {
            Checks.checkNotBlank("name of an extended resource", name);
            if (Checks.checkNotNegative(name, amount) > 0) {
                kept.put(name, amount);
            }
        });
        return Collections.unmodifiableMap(kept);
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
