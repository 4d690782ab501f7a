package io.humpback.server.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The filters of a list or a stream: of the values of one name any must match, of the names all. Immutable. */
record Filters(Map<String, List<String>> values) {
    /** Returns the filters that {@code text} writes, in an engine's present or its old form. */
    static Filters parse(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return new Filters(values);
        }
        try {
            JsonNode root = Json.MAPPER.readTree(text);
            root.properties().forEach(field -> values.put(field.getKey(), names(field.getValue())));
        } catch (JsonProcessingException e) {
            throw new Refusal(500, "unexpected end of JSON input");
        }
        return new Filters(values);
    }

    private static List<String> names(JsonNode node) {
        if (!node.isObject()) {
            return Json.texts(node);
        }
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Refuses names that nobody knows. */
    Filters allow(Set<String> names) {
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new Refusal(400, "Invalid filter '" + name + "'");
            }
        }
        return this;
    }

    /** Returns whether nothing is asked under {@code name}, or some value passes {@code test}. */
    boolean matches(String name, Predicate<String> test) {
        List<String> wanted = values.get(name);
        return wanted == null || wanted.isEmpty() || wanted.stream().anyMatch(test);
    }

    /** Returns whether all labels that are asked for are there; {@code key} or {@code key=value}. */
    boolean matchesLabels(Map<String, String> labels) {
        return values.getOrDefault("label", List.of()).stream().allMatch(wanted -> {
            int equals = wanted.indexOf('=');
            return equals < 0
                    ? labels.containsKey(wanted)
                    : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
        });
    }
}
