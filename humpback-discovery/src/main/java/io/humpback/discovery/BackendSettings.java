package io.humpback.discovery;

import io.humpback.core.Checks;
import java.time.InstantSource;

/**
 * What a backend needs to know of the program that opens it. Immutable, but for the directory.
 *
 * @param clusterName tells apart the clusters that share a backend
 * @param configured the nodes that configuration names: part of the directory. The caller may replace its nodes at any
 *     time
 * @param joined the nodes that announce themselves to the center: part of the same directory. The caller announces them
 *     and ends their leases
 * @param records which of the nodes' records in the backend are believed
 * @param clock one that never jumps, for leases
 */
public record BackendSettings(
        String clusterName,
        ConfiguredNodeDirectory configured,
        JoinedNodeDirectory joined,
        RecordPolicy records,
        InstantSource clock) {
    /** Checks that the name is not blank. */
    public BackendSettings {
        Checks.checkNotBlank("clusterName", clusterName);
    }

    /** Creates settings of a program that no node can join. */
    public BackendSettings(String clusterName, ConfiguredNodeDirectory configured, InstantSource clock) {
        this(clusterName, configured, new JoinedNodeDirectory(clock), clock);
    }

    /** Creates settings of a program that believes every record. */
    public BackendSettings(
            String clusterName, ConfiguredNodeDirectory configured, JoinedNodeDirectory joined, InstantSource clock) {
        this(clusterName, configured, joined, RecordPolicy.OPEN, clock);
    }
}
