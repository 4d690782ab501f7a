package io.humpback.server.http.v1;

import io.humpback.server.http.v1.JsonValue.JsonArray;
import io.humpback.server.http.v1.JsonValue.JsonBool;
import io.humpback.server.http.v1.JsonValue.JsonNull;
import io.humpback.server.http.v1.JsonValue.JsonNumber;
import io.humpback.server.http.v1.JsonValue.JsonObject;
import io.humpback.server.http.v1.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object of a request, found by name without case. Null is the same as absent. A value of the wrong
 * type is an {@link IllegalArgumentException} in the words of the original's decoder. Immutable.
 */
final class Fields {
    private final JsonObject object;
    private final String path;

    private Fields(JsonObject object, String path) {
        this.object = object;
        this.path = path;
    }

    /** Returns the fields of a request's body; none for {@code null}, as in Go. */
    static Fields parse(byte[] body) {
        JsonValue value = JsonParser.parse(body);
        if (value instanceof JsonNull) {
            return new Fields(JsonObject.EMPTY, "");
        }
        if (value instanceof JsonObject object) {
            return new Fields(object, "");
        }
        throw new IllegalArgumentException("json: cannot unmarshal " + value.kind() + " into a request of type object");
    }

    /** Throws {@link io.humpback.server.http.RequestRefusedException} if a field asks for power over hosts. */
    void checkAdmitted() {
        ForbiddenConfig.check(object);
    }

    /** Returns whether the field is there and not null. */
    boolean has(String name) {
        return !(object.get(name) instanceof JsonNull);
    }

    /** Returns a text, empty if absent. */
    String text(String name) {
        return text(name, object.get(name));
    }

    /** Returns a whole number between {@code min} and {@code max}, 0 if absent. */
    long number(String name, long min, long max) {
        JsonValue value = object.get(name);
        if (value instanceof JsonNull) {
            return 0;
        }
        if (value instanceof JsonNumber number) {
            try {
                long parsed = Long.parseLong(number.text());
                if (parsed >= min && parsed <= max) {
                    return parsed;
                }
            } catch (NumberFormatException e) {
                throw mismatch(name, value, "int"); // a fraction, an exponent or too large
            }
        }
        throw mismatch(name, value, "int");
    }

    /** Returns a whole number of 32 bits, 0 if absent. */
    int integer(String name) {
        return (int) number(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Returns a whole number of 64 bits, 0 if absent. */
    long longInteger(String name) {
        return number(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Returns a truth value, {@code absent} if it is. */
    boolean bool(String name, boolean absent) {
        JsonValue value = object.get(name);
        if (value instanceof JsonNull) {
            return absent;
        }
        if (value instanceof JsonBool bool) {
            return bool.value();
        }
        throw mismatch(name, value, "bool");
    }

    /** Returns an object's fields, none if absent. */
    Fields object(String name) {
        return fieldsOf(name, object.get(name));
    }

    /** Returns a list of texts, null if absent. */
    @Nullable
    List<String> texts(String name) {
        return list(name, "[]string", value -> text(name, value));
    }

    /** Returns a list of objects, null if absent. */
    <T> @Nullable List<T> objects(String name, Function<Fields, T> read) {
        return list(name, "[]object", value -> read.apply(fieldsOf(name, value)));
    }

    /** Returns texts by key, null if absent. The keys keep their case. */
    @Nullable
    Map<String, String> map(String name) {
        JsonValue value = object.get(name);
        if (value instanceof JsonNull) {
            return null;
        }
        if (value instanceof JsonObject members) {
            Map<String, String> map = new LinkedHashMap<>();
            members.members().forEach(member -> map.put(member.key(), text(name, member.value())));
            return map;
        }
        throw mismatch(name, value, "map[string]string");
    }

    private <T> @Nullable List<T> list(String name, String type, Function<JsonValue, T> read) {
        JsonValue value = object.get(name);
        if (value instanceof JsonNull) {
            return null;
        }
        if (value instanceof JsonArray array) {
            List<T> list = new ArrayList<>();
            array.elements().forEach(element -> list.add(read.apply(element)));
            return list;
        }
        throw mismatch(name, value, type);
    }

    private String text(String name, JsonValue value) {
        if (value instanceof JsonNull) {
            return "";
        }
        if (value instanceof JsonString string) {
            return string.value();
        }
        throw mismatch(name, value, "string");
    }

    private Fields fieldsOf(String name, JsonValue value) {
        if (value instanceof JsonNull) {
            return new Fields(JsonObject.EMPTY, path + name + ".");
        }
        if (value instanceof JsonObject fields) {
            return new Fields(fields, path + name + ".");
        }
        throw mismatch(name, value, "object");
    }

    private IllegalArgumentException mismatch(String name, JsonValue value, String type) {
        return new IllegalArgumentException(
                "json: cannot unmarshal " + value.kind() + " into field " + path + name + " of type " + type);
    }
}
