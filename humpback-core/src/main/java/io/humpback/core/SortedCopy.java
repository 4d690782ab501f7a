package io.humpback.core;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Unmodifiable copies in the order of their texts. {@link Map#copyOf} has another order in each run of the program, and
 * what is written from it (a stored document, a webhook's body) must be the same in each.
 */
final class SortedCopy {
    private SortedCopy() {}

    static Map<String, String> of(Map<String, String> map) {
        SortedMap<String, String> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(requireNonNull(key, "key"), requireNonNull(value, "value")));
        return Collections.unmodifiableSortedMap(sorted);
    }

    static Set<String> of(Collection<String> texts) {
        SortedSet<String> sorted = new TreeSet<>();
        texts.forEach(text -> sorted.add(requireNonNull(text, "text")));
        return Collections.unmodifiableSortedSet(sorted);
    }
}
