package io.humpback.server.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits a command line into words as a POSIX shell does: at white space, with single quotes, double quotes and
 * backslashes, but without variables, patterns and operators, which stay as they are.
 */
final class ShellWords {
    private static final String ESCAPABLE_IN_DOUBLE_QUOTES = "$`\"\\";

    /** What means nothing but itself in every shell. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@%+=:,./^~*?$!#&|;<>(){}\\[\\]-]+");

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int position;

    private ShellWords(String line) {
        this.line = line;
    }

    /** Returns the words of {@code line}, or throws {@link IllegalArgumentException} that says which quote is open. */
    static List<String> split(String line) {
        return new ShellWords(line).split();
    }

    /** Returns a line whose words are {@code words}, those in quotes that need them. */
    static String join(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private List<String> split() {
        while (position < line.length()) {
            char c = line.charAt(position++);
            switch (c) {
                case '\'' -> takeSingleQuoted();
                case '"' -> takeDoubleQuoted();
                case '\\' -> takeEscaped();
                case ' ', '\t', '\n', '\r' -> endWord();
                default -> take(c);
            }
        }
        endWord();
        return List.copyOf(words);
    }

    private void take(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void takeSingleQuoted() {
        int end = line.indexOf('\'', position);
        if (end < 0) {
            throw malformed("a closing '");
        }
        inWord = true;
        word.append(line, position, end);
        position = end + 1;
    }

    private void takeDoubleQuoted() {
        inWord = true; // "" is a word, if an empty one
        while (position < line.length()) {
            char c = line.charAt(position++);
            if (c == '"') {
                return;
            }
            if (c == '\\' && position < line.length()) {
                takeEscapedInDoubleQuotes();
            } else {
                word.append(c);
            }
        }
        throw malformed("a closing \"");
    }

    private void takeEscapedInDoubleQuotes() {
        char next = line.charAt(position++);
        if (next == '\n') {
            return;
        }
        if (ESCAPABLE_IN_DOUBLE_QUOTES.indexOf(next) < 0) {
            word.append('\\');
        }
        word.append(next);
    }

    private void takeEscaped() {
        if (position == line.length()) {
            throw malformed("a character after the last \\");
        }
        char next = line.charAt(position++);
        if (next != '\n') { // a line that goes on
            take(next);
        }
    }

    private IllegalArgumentException malformed(String expected) {
        return new IllegalArgumentException("command: " + line + " (expected: " + expected + ")");
    }
}
