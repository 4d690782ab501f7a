package io.humpback.scheduler;

/**
 * One of the numbers that a node's rank comes from. Immutable.
 *
 * @param name what it counts, such as {@code CPU} or {@code instances of web}
 */
public record WeightPart(String name, double value) {}
