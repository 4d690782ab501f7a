package io.humpback.server.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * Text as a JSON array of its lines, piece by piece: however much there is, and however long a line, only one piece is in
 * memory. Used by one thread.
 */
final class JsonLines {
    private static final int PIECE_CHARS = 4096;
    private static final char FIRST_PRINTABLE = 0x20;

    private final Reader source;
    private final StringBuilder piece = new StringBuilder("[");
    private boolean any;
    private boolean inLine;
    private boolean afterReturn;
    private boolean ended;

    JsonLines(InputStream source) {
        this.source = new InputStreamReader(source, StandardCharsets.UTF_8);
    }

    /** Returns the next piece, an empty one after the last. */
    byte[] next() throws IOException {
        if (!ended) {
            do {
                read();
            } while (piece.isEmpty() && !ended);
        }
        byte[] bytes = piece.toString().getBytes(StandardCharsets.UTF_8);
        piece.setLength(0);
        return bytes;
    }

    private void read() throws IOException {
        char[] read = new char[PIECE_CHARS];
        int count = source.read(read);
        for (int i = 0; i < count; i++) {
            add(read[i]);
        }
        if (count < 0) {
            ended = true;
            endLine();
            piece.append(']');
        }
    }

    /** Lines end as {@link String#lines} has it. */
    private void add(char c) {
        boolean secondHalf = c == '\n' && afterReturn;
        afterReturn = c == '\r';
        if (secondHalf) {
            return;
        }
        if (c == '\n' || c == '\r') {
            beginLine();
            endLine();
        } else {
            beginLine();
            escape(c);
        }
    }

    private void beginLine() {
        if (!inLine) {
            piece.append(any ? ",\"" : "\"");
            any = true;
            inLine = true;
        }
    }

    private void endLine() {
        if (inLine) {
            piece.append('"');
            inLine = false;
        }
    }

    /** A pair of surrogates may be cut in two by a piece's end, so that each stands for itself. */
    private void escape(char c) {
        if (c == '"' || c == '\\') {
            piece.append('\\').append(c);
        } else if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
            piece.append("\\u").append(Character.forDigit(c >> 12, 16));
            piece.append(Character.forDigit(c >> 8 & 0xF, 16));
            piece.append(Character.forDigit(c >> 4 & 0xF, 16));
            piece.append(Character.forDigit(c & 0xF, 16));
        } else {
            piece.append(c);
        }
    }
}
