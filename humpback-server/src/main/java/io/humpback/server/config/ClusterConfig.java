package io.humpback.server.config;

import io.humpback.core.Checks;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the center keeps its cluster. Immutable.
 *
 * @param location only groups of this location are kept; empty for all
 * @param dataDir where the embedded store and everything else that must survive lives
 * @param cacheRoot where the original kept its cache; read by the import of its state
 * @param overcommit share of a node's capacity that may be given away on top of it, above -1; 0.08 is 8 percent
 * @param recoveryInterval time between two full scans, above 0
 * @param createRetry how often the creation of a container is tried again, 0-100
 * @param migrateDelay how long a node must be down before its instances move, 0 or more
 * @param removeDelay how long a replaced container lives on, 0 or more
 */
public record ClusterConfig(
        String location,
        Path dataDir,
        Path cacheRoot,
        double overcommit,
        Duration recoveryInterval,
        int createRetry,
        Duration migrateDelay,
        Duration removeDelay) {
    static final int MAX_CREATE_RETRY = 100;

    /** Checks the ranges. */
    public ClusterConfig {
        Ranges.overcommit(overcommit);
        Ranges.positive("recoveryInterval", recoveryInterval);
        Checks.checkRange("createRetry", createRetry, 0, MAX_CREATE_RETRY);
        Ranges.notNegative("migrateDelay", migrateDelay);
        Ranges.notNegative("removeDelay", removeDelay);
    }
}
