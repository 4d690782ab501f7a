package io.humpback.core.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the wire, where a part without content may be null, and the nouns, which know only empty ones. */
final class Parts {
    private Parts() {}

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Returns {@code list}, empty if it is null; refuses one with a null in it, which says nothing. */
    static <T> List<T> list(String name, @Nullable List<T> list) {
        if (list == null) {
            return List.of();
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == null) {
                throw new IllegalArgumentException(name + ": null at " + i + " (expected: a value)");
            }
        }
        return list;
    }

    /** Returns {@code map}, empty if it is null; refuses one with a null in it. */
    static Map<String, String> map(String name, @Nullable Map<String, String> map) {
        if (map == null) {
            return Map.of();
        }
        map.forEach((key, value) -> {
            if (value == null) {
                throw new IllegalArgumentException(name + ": null under \"" + key + "\" (expected: a value)");
            }
        });
        return map;
    }

    static <T> @Nullable List<T> nullIfEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    static @Nullable Map<String, String> nullIfEmpty(Map<String, String> map) {
        return map.isEmpty() ? null : map;
    }
}
