package io.humpback.server.http.v1;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a JSON text and how far they were read. Used by one thread. */
final class JsonInput {
    private static final int END = -1;

    private final byte[] bytes;
    private int position;

    JsonInput(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isAtEnd() {
        return position == bytes.length;
    }

    /** Returns the byte at the position, 0-255, or -1 at the end. */
    int peek() {
        return isAtEnd() ? END : bytes[position] & 0xFF;
    }

    /** Returns the byte at the position and goes on behind it. */
    int next() {
        if (isAtEnd()) {
            throw new IllegalArgumentException("unexpected EOF");
        }
        return bytes[position++] & 0xFF;
    }

    int position() {
        return position;
    }

    void skipSpace() {
        int c = peek();
        while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            position++;
            c = peek();
        }
    }

    /** Returns the text from {@code start} to the position, which must be UTF-8. */
    String textFrom(int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("invalid UTF-8 in string literal at byte " + (start + 1), e);
        }
    }

    /** Returns the mistake that {@code c} stands where it should not. */
    IllegalArgumentException unexpected(int c, String where) {
        return new IllegalArgumentException("invalid character " + quote(c) + " " + where);
    }

    /** Go's form: a byte stands for the character of that number. */
    private static String quote(int c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '\\' -> "'\\\\'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default -> c < 0x20 || (c >= 0x7F && c < 0xA1) ? String.format("'\\x%02x'", c) : "'" + (char) c + "'";
        };
    }
}
