package io.humpback.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them, which the contract's variables use: {@code 320s}, {@code 2m30s}, {@code 1h},
 * {@code 300ms}. Stateless.
 */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigInteger MAX_NANOS = BigInteger.valueOf(Long.MAX_VALUE);
    /** Keeps the arithmetic on a hostile text cheap; the longest sensible one has about thirty characters. */
    private static final int MAX_LENGTH = 100;

    private GoDuration() {}

    /**
     * Returns the duration that {@code text} writes: an optional sign, then one or more numbers with a unit (ns, us,
     * ms, s, m, h), or {@code 0}. Parts of a nanosecond are cut off; the range is that of 64-bit nanoseconds.
     *
     * @throws IllegalArgumentException if it is written in another way, or out of range
     */
    public static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        BigInteger nanos = nanos(text, rest);
        return Duration.ofNanos(negative ? -nanos.longValueExact() : nanos.longValueExact());
    }

    private static BigInteger nanos(String text, String parts) {
        if (parts.isEmpty() || parts.length() > MAX_LENGTH) {
            throw unreadable(text);
        }
        BigInteger sum = BigInteger.ZERO;
        Matcher part = PART.matcher(parts);
        int end = 0;
        while (end < parts.length()) {
            if (!part.find() || part.start() != end) {
                throw unreadable(text);
            }
            BigDecimal unit = BigDecimal.valueOf(nanosOf(part.group(2)));
            BigDecimal value = new BigDecimal(part.group(1)).multiply(unit);
            sum = sum.add(value.setScale(0, RoundingMode.DOWN).toBigInteger());
            end = part.end();
        }
        if (sum.compareTo(MAX_NANOS) > 0) {
            throw unreadable(text);
        }
        return sum;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000L; // us, with either of the two letters that look like a Greek mu
        };
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("duration: \"" + text + "\" (expected: a duration such as 45s or 2m30s)");
    }

    /** Returns {@code duration} as Go prints it: {@code 2m30s}, {@code 1h0m0s}, {@code 1.5s}, {@code 300ms}. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return formatBelowOneSecond(duration.toNanos());
        }
        BigDecimal seconds =
                BigDecimal.valueOf(duration.toSecondsPart()).add(BigDecimal.valueOf(duration.toNanosPart(), 9));
        String text = plain(seconds) + "s";
        if (duration.toMinutes() > 0) {
            text = duration.toMinutesPart() + "m" + text;
        }
        return duration.toHours() > 0 ? duration.toHours() + "h" + text : text;
    }

    private static String formatBelowOneSecond(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return plain(BigDecimal.valueOf(nanos, 3)) + "µs";
        }
        return plain(BigDecimal.valueOf(nanos, 6)) + "ms";
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
