package io.humpback.server.docker;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of Docker's API, for example 1.41. Ordered by age. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The newest version whose answers and requests docker-java's types know. */
    static final ApiVersion NEWEST_KNOWN = new ApiVersion(1, 44);

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})");
    private static final Comparator<ApiVersion> BY_AGE =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

    /** The version to use, with the reason where it is not what was asked for or not one that we know. */
    record Choice(ApiVersion version, @Nullable String warning) {}

    /** Returns the version that {@code text} names, else throws {@link IllegalArgumentException}. */
    static ApiVersion parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("apiVersion: " + text + " (expected: for example 1.41)");
        }
        return new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Returns the version to use with an engine that knows {@code min} to {@code max}: {@code wished} within this
     * range, without a wish the newest that both sides know.
     */
    static Choice choose(@Nullable ApiVersion wished, ApiVersion min, ApiVersion max) {
        if (wished != null) {
            ApiVersion version = clamp(wished, min, max);
            return version.equals(wished)
                    ? new Choice(version, null)
                    : new Choice(version, "apiVersion: " + wished + " (expected: " + min + " to " + max + ")");
        }
        ApiVersion version = clamp(NEWEST_KNOWN, min, max);
        return version.compareTo(NEWEST_KNOWN) <= 0
                ? new Choice(version, null)
                : new Choice(version, "the engine asks for version " + min + ", newer than " + NEWEST_KNOWN);
    }

    private static ApiVersion clamp(ApiVersion version, ApiVersion min, ApiVersion max) {
        ApiVersion notTooNew = version.compareTo(max) > 0 ? max : version;
        return notTooNew.compareTo(min) < 0 ? min : notTooNew;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return BY_AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
