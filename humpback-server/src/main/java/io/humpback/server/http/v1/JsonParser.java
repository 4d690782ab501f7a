package io.humpback.server.http.v1;

import io.humpback.server.http.v1.JsonValue.JsonArray;
import io.humpback.server.http.v1.JsonValue.JsonBool;
import io.humpback.server.http.v1.JsonValue.JsonNumber;
import io.humpback.server.http.v1.JsonValue.JsonObject;
import io.humpback.server.http.v1.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the first value of a JSON text and nothing after it, and tells of a mistake in the words of the original's
 * decoder. A parser reads one text and is used by one thread.
 */
final class JsonParser {
    private static final int MAX_DEPTH = 32;
    private static final String VALUE = "looking for beginning of value";

    private final JsonInput in;
    private int depth;

    private JsonParser(byte[] text) {
        in = new JsonInput(text);
    }

    /** Returns the first value of {@code text}. Throws {@link IllegalArgumentException} if it is malformed. */
    static JsonValue parse(byte[] text) {
        JsonParser parser = new JsonParser(text);
        parser.in.skipSpace();
        if (parser.in.isAtEnd()) {
            throw new IllegalArgumentException("EOF");
        }
        return parser.value();
    }

    private JsonValue value() {
        int c = in.next();
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(JsonStrings.read(in));
            case 't' -> literal("true", new JsonBool(true));
            case 'f' -> literal("false", new JsonBool(false));
            case 'n' -> literal("null", JsonValue.NULL);
            default -> {
                if (c != '-' && !isDigit(c)) {
                    throw in.unexpected(c, VALUE);
                }
                yield number(c);
            }
        };
    }

    private JsonValue object() {
        enter();
        List<JsonObject.Member> members = new ArrayList<>();
        in.skipSpace();
        int c = in.next();
        while (c != '}') {
            if (c != '"') {
                throw in.unexpected(c, "looking for beginning of object key string");
            }
            members.add(member());
            in.skipSpace();
            c = in.next();
            if (c == ',') {
                in.skipSpace();
                c = in.next();
                if (c == '}') {
                    throw in.unexpected(c, "looking for beginning of object key string");
                }
            } else if (c != '}') {
                throw in.unexpected(c, "after object key:value pair");
            }
        }
        depth--;
        return new JsonObject(List.copyOf(members));
    }

    private JsonObject.Member member() {
        String key = JsonStrings.read(in);
        in.skipSpace();
        int colon = in.next();
        if (colon != ':') {
            throw in.unexpected(colon, "after object key");
        }
        in.skipSpace();
        return new JsonObject.Member(key, value());
    }

    private JsonValue array() {
        enter();
        List<JsonValue> elements = new ArrayList<>();
        in.skipSpace();
        if (in.peek() == ']') {
            in.next();
            depth--;
            return new JsonArray(List.of());
        }
        while (true) {
            in.skipSpace();
            elements.add(value());
            in.skipSpace();
            int c = in.next();
            if (c == ']') {
                depth--;
                return new JsonArray(List.copyOf(elements));
            }
            if (c != ',') {
                throw in.unexpected(c, "after array element");
            }
        }
    }

    /** Bounds the recursion, so that no text can exhaust the stack. */
    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("exceeded max depth of " + MAX_DEPTH);
        }
    }

    private JsonValue literal(String word, JsonValue value) {
        for (int i = 1; i < word.length(); i++) {
            int c = in.next();
            if (c != word.charAt(i)) {
                throw in.unexpected(c, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        return value;
    }

    private JsonValue number(int first) {
        StringBuilder text = new StringBuilder().append((char) first);
        int c = first;
        if (c == '-') {
            c = digit(text, "in numeric literal");
        }
        if (c != '0') {
            digits(text);
        }
        if (in.peek() == '.') {
            text.append((char) in.next());
            digit(text, "after decimal point in numeric literal");
            digits(text);
        }
        if (in.peek() == 'e' || in.peek() == 'E') {
            text.append((char) in.next());
            if (in.peek() == '+' || in.peek() == '-') {
                text.append((char) in.next());
            }
            digit(text, "in exponent of numeric literal");
            digits(text);
        }
        return new JsonNumber(text.toString());
    }

    private int digit(StringBuilder text, String where) {
        int c = in.next();
        if (!isDigit(c)) {
            throw in.unexpected(c, where);
        }
        text.append((char) c);
        return c;
    }

    private void digits(StringBuilder text) {
        while (isDigit(in.peek())) {
            text.append((char) in.next());
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
