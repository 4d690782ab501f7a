package io.humpback.scheduler;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the options of the built-in strategies. */
record StrategyOptions(String strategy, Map<String, String> options) {
    /** Checks that there are no options but these. */
    StrategyOptions only(String... names) {
        TreeSet<String> unknown = new TreeSet<>(options.keySet());
        unknown.removeAll(Set.of(names));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("option: " + unknown.first() + ", strategy=" + strategy + " (expected: "
                    + (names.length == 0 ? "none" : String.join(", ", names)) + ")");
        }
        return this;
    }

    double decimal(String name, double otherwise) {
        String text = options.get(name);
        try {
            return text == null ? otherwise : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + text + ", strategy=" + strategy + " (expected: a number)");
        }
    }

    long integer(String name, long otherwise) {
        String text = options.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + ": " + text + ", strategy=" + strategy + " (expected: a whole number)");
        }
    }
}
