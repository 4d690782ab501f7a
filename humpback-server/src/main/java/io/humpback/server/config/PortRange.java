package io.humpback.server.config;

import io.humpback.core.Checks;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports from which containers that ask for any are given one. Immutable.
 *
 * @param first 1-65535, or 0 with {@code last} 0: Docker chooses
 * @param last {@code first}-65535
 */
public record PortRange(int first, int last) {
    /** Docker chooses. */
    public static final PortRange ANY = new PortRange(0, 0);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,5})\\s*-\\s*([0-9]{1,5})");
    private static final int MAX = 65_535;

    /** Checks the ports. */
    public PortRange {
        if (first != 0 || last != 0) {
            Checks.checkRange("first", first, 1, MAX);
            Checks.checkRange("last", last, first, MAX);
        }
    }

    /**
     * Returns the range that {@code FIRST-LAST} writes.
     *
     * @throws IllegalArgumentException if it is written in another way
     */
    public static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("ports: \"" + text + "\" (expected: FIRST-LAST)");
        }
        return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns whether Docker chooses. */
    public boolean isAny() {
        return first == 0;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
