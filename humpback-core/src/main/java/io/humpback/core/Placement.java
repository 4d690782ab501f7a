package io.humpback.core;

import java.util.List;
import java.util.Map;

/**
 * Where the instances of a meta may run and how they spread. Immutable.
 *
 * @param constraints all must hold
 * @param preferences labels to spread over, the first weighs most, for example {@code engine.labels.zone}
 * @param platforms one must match; empty for any
 */
public record Placement(List<Constraint> constraints, List<String> preferences, List<Platform> platforms) {
    /** Anywhere. */
    public static final Placement ANYWHERE = new Placement(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Placement {
        constraints = List.copyOf(constraints);
        preferences = List.copyOf(preferences);
        platforms = List.copyOf(platforms);
    }

    /**
     * Returns whether {@code node}, which an operator gave {@code nodeLabels}, meets every constraint and is of one of the
     * platforms. Preferences are wishes and do not count.
     */
    public boolean matches(Node node, Map<String, String> nodeLabels) {
        return constraints.stream().allMatch(constraint -> constraint.matches(node, nodeLabels))
                && (platforms.isEmpty()
                        || platforms.stream()
                                .anyMatch(platform ->
                                        platform.matches(node.facts().platform())));
    }
}
