package io.humpback.server.agent;

import io.humpback.core.Checks;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that an agent gives to containers. Immutable.
 *
 * @param first 1-65535, or 0 with {@code last} for letting Docker choose
 * @param last {@code first} or above
 */
public record PortRange(int first, int last) {
    /** What the original used. */
    public static final PortRange DEFAULT = new PortRange(8000, 8999);
    /** Docker chooses. */
    public static final PortRange NONE = new PortRange(0, 0);

    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,5})\\s*-\\s*(\\d{1,5})\\s*");

    /** Checks the ranges. */
    public PortRange {
        Checks.checkRange("first", first, last == 0 ? 0 : 1, 65535);
        Checks.checkRange("last", last, first, 65535);
    }

    /** Returns the range that {@code text}, as {@code 8000-8999}, names; {@code 0-0} lets Docker choose. */
    public static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("ports range: " + text + " (expected: for example 8000-8999, or 0-0)");
        }
        return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns whether Docker chooses. */
    public boolean isNone() {
        return last == 0;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
