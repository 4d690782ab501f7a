package io.humpback.discovery;

import io.humpback.core.Checks;
import java.time.Duration;

/**
 * What a backend needs to know of the agent that announces itself. Immutable.
 *
 * @param clusterName tells apart the clusters that share a backend
 * @param ttl how long an announcement outlasts its last renewal, at least a second. A backend may round it up
 */
public record AnnouncementSettings(String clusterName, Duration ttl) {
    /** Checks the ranges. */
    public AnnouncementSettings {
        Checks.checkNotBlank("clusterName", clusterName);
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("ttl: " + ttl + " (expected: at least 1 s)");
        }
    }
}
