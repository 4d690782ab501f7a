package io.humpback.core;

import java.util.Map;

/**
 * What a node's engine says of itself. Immutable.
 *
 * @param engineId the engine's own id; cloned machines may share one
 * @param hostName the host's name as the engine sees it
 * @param cpus number of processors
 * @param memoryBytes memory of the host in bytes
 * @param labels the engine's labels ({@code engine.labels.X} of a constraint)
 */
public record NodeFacts(
        String engineId,
        String hostName,
        int cpus,
        long memoryBytes,
        Platform platform,
        String storageDriver,
        String kernelVersion,
        String operatingSystem,
        String engineVersion,
        Map<String, String> labels) {
    /** Nothing is known yet. Has no capacity. */
    public static final NodeFacts UNKNOWN = new NodeFacts("", "", 0, 0, new Platform("", ""), "", "", "", "", Map.of());

    /** Copies {@code labels} in order of their keys and checks that no amount is negative. */
    public NodeFacts {
        Checks.checkNotNegative("cpus", cpus);
        Checks.checkNotNegative("memoryBytes", memoryBytes);
        labels = SortedCopy.of(labels);
    }

    /** Returns the capacity for scheduling: 1,000 milli-CPU for each processor, and the memory. */
    public Resources capacity() {
        return Resources.of(1000L * cpus, memoryBytes);
    }
}
