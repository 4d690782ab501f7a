package io.humpback.core;

import java.util.Locale;

/**
 * Checks of arguments whose messages all have one form: name, value, what was expected, for example
 * {@code cpuMillis: -1 (expected: >= 0)}. Stateless.
 */
public final class Checks {
    private static final int MAX_ID_LENGTH = 256;

    private Checks() {}

    /** Returns {@code value} if it is zero or more, else throws {@link IllegalArgumentException}. */
    public static long checkNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
        return value;
    }

    /** Returns {@code value} if it lies between {@code min} and {@code max}, both included. */
    public static int checkRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + "-" + max + ")");
        }
        return value;
    }

    /** Returns {@code value} if it holds more than white space. */
    public static String checkNotBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: not blank)");
        }
        return value;
    }

    /**
     * Returns {@code value} if it can serve as an id: 1 to 256 characters, none of them white space, a control
     * character or half of a surrogate pair, so that it can stand in a log line and a key of a store.
     */
    static String checkId(String name, String value) {
        checkNotBlank(name, value);
        if (value.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    name + ": " + value.length() + " characters (expected: at most " + MAX_ID_LENGTH + ")");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                throw new IllegalArgumentException(name + ": character " + codePoint(c) + " at " + i
                        + " (expected: no white space or control character)");
            }
        }
        return checkWellFormed(name, value);
    }

    /**
     * Returns {@code value} if every surrogate in it is one of a pair. Halves have no form in UTF-8: they would all be
     * written as the same question mark, so that two texts become one.
     */
    static String checkWellFormed(String name, String value) {
        for (int i = 0; i < value.length(); i = value.offsetByCodePoints(i, 1)) {
            int character = value.codePointAt(i);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        name + ": character " + codePoint(character) + " at " + i + " (expected: surrogates in pairs)");
            }
        }
        return value;
    }

    private static String codePoint(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }
}
