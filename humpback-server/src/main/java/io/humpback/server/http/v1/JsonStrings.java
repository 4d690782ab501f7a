package io.humpback.server.http.v1;

/** Reads strings of a JSON text. Stateless. */
final class JsonStrings {
    private JsonStrings() {}

    /** Returns the string whose opening quote was read last, and reads its closing one. */
    static String read(JsonInput in) {
        StringBuilder text = new StringBuilder();
        int start = in.position();
        while (true) {
            int c = in.next();
            if (c < 0x20) {
                throw in.unexpected(c, "in string literal");
            }
            if (c == '"' || c == '\\') {
                text.append(in.textFrom(start, in.position() - 1));
                if (c == '"') {
                    return withoutLoneSurrogates(text);
                }
                text.append(escape(in));
                start = in.position();
            }
        }
    }

    private static char escape(JsonInput in) {
        int c = in.next();
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode(in);
            default -> throw in.unexpected(c, "in string escape code");
        };
    }

    private static char unicode(JsonInput in) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int c = in.next();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw in.unexpected(c, "in \\u hexadecimal character escape");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    /** Half a character cannot be written as UTF-8 again; Go puts the replacement character in its place. */
    private static String withoutLoneSurrogates(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                text.setCharAt(i, '\uFFFD');
            }
        }
        return text.toString();
    }
}
