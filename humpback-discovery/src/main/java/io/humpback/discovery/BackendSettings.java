package io.humpback.discovery;

import io.humpback.core.Checks;
import java.time.InstantSource;

/**
 * What a backend needs to know of the program that opens it. Immutable, but for the directory.
 *
 * @param clusterName tells apart the clusters that share a backend
 * @param configured the nodes that configuration names: the directory of a backend in which no node announces itself.
 *     The caller may replace its nodes at any time
 * @param clock the time, for leases
 */
public record BackendSettings(String clusterName, ConfiguredNodeDirectory configured, InstantSource clock) {
    /** Checks that the name is not blank. */
    public BackendSettings {
        Checks.checkNotBlank("clusterName", clusterName);
    }
}
