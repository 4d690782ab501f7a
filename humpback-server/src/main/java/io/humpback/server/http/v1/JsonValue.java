package io.humpback.server.http.v1;

import java.util.List;

/** A value of a JSON text that keeps the order of keys and those that repeat. Immutable. */
sealed interface JsonValue {
    /** The value {@code null}. */
    JsonValue NULL = new JsonNull();

    /** Returns what Go calls a value of this kind in its messages. */
    String kind();

    record JsonObject(List<Member> members) implements JsonValue {
        record Member(String key, JsonValue value) {}

        static final JsonObject EMPTY = new JsonObject(List.of());

        /** Returns the value of the last member whose key is {@code key} in any case, {@link #NULL} without one. */
        JsonValue get(String key) {
            for (int i = members.size() - 1; i >= 0; i--) {
                if (members.get(i).key().equalsIgnoreCase(key)) {
                    return members.get(i).value();
                }
            }
            return NULL;
        }

        @Override
        public String kind() {
            return "object";
        }
    }

    record JsonArray(List<JsonValue> elements) implements JsonValue {
        @Override
        public String kind() {
            return "array";
        }
    }

    record JsonString(String value) implements JsonValue {
        @Override
        public String kind() {
            return "string";
        }
    }

    /** A number as it was written, since it may not fit into any type. */
    record JsonNumber(String text) implements JsonValue {
        @Override
        public String kind() {
            return "number " + (text.length() > 40 ? text.substring(0, 40) + "..." : text);
        }
    }

    record JsonBool(boolean value) implements JsonValue {
        @Override
        public String kind() {
            return "bool";
        }
    }

    record JsonNull() implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
