package io.humpback.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is true of the cluster as a whole.
 *
 * @param clusterId made once, at the first start with an empty store; every container of ours carries it
 * @param schemaVersion the version of the stored documents' form
 * @param unfinished what was begun with the state and not finished, so that nobody may lead on it; null of a whole one
 */
public record ClusterInfo(
        String clusterId,
        int schemaVersion,
        Instant createdAt,
        @Nullable String unfinished) implements Document {
    /** The version that this program writes; it also reads the one before. */
    public static final int SCHEMA_VERSION = 1;

    /** Checks that the id is not blank. */
    public ClusterInfo {
        Checks.checkNotBlank("clusterId", clusterId);
    }

    /** Creates what is true of a cluster with a whole state. */
    public ClusterInfo(String clusterId, int schemaVersion, Instant createdAt) {
        this(clusterId, schemaVersion, createdAt, null);
    }

    /** Returns this of a state that is not whole since {@code task} is under way; of a whole one for null. */
    public ClusterInfo withUnfinished(@Nullable String task) {
        return new ClusterInfo(clusterId, schemaVersion, createdAt, task);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.CLUSTER, "info");
    }
}
