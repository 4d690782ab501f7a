package io.humpback.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The key of a document: its kind and one or more names. Ordered by its path.
 *
 * @param names each not blank and without halves of surrogate pairs
 */
public record DocumentKey(DocumentKind kind, List<String> names) implements Comparable<DocumentKey> {
    /** Copies {@code names} and checks that there is one and that none is blank. */
    public DocumentKey {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names: none (expected: at least one)");
        }
        names.forEach(name -> Checks.checkWellFormed("name", Checks.checkNotBlank("name", name)));
    }

    /** Returns the key with these names. */
    public static DocumentKey of(DocumentKind kind, String... names) {
        return new DocumentKey(kind, List.of(names));
    }

    /**
     * Returns the key as text, {@code <folder>/<name>[/<name>]}, where every byte of a name that is not a letter, a
     * digit, or one of {@code -_.:} stands as {@code %XX}; also a name that consists of dots alone. So a path holds no
     * separator that an id brought along, and {@code ..} leads nowhere.
     */
    public String path() {
        StringBuilder path = new StringBuilder(kind.folder());
        for (String name : names) {
            path.append('/');
            appendEscaped(path, name);
        }
        return path.toString();
    }

    private static void appendEscaped(StringBuilder path, String name) {
        boolean onlyDots = name.chars().allMatch(c -> c == '.');
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-_:".indexOf(c) >= 0
                    || (c == '.' && !onlyDots);
            if (plain) {
                path.append(c);
            } else {
                path.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
    }

    @Override
    public int compareTo(DocumentKey other) {
        return path().compareTo(other.path());
    }

    @Override
    public String toString() {
        return path();
    }
}
