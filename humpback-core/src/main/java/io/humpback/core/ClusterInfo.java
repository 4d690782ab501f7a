package io.humpback.core;

import java.time.Instant;

/**
 * What is true of the cluster as a whole.
 *
 * @param clusterId made once, at the first start with an empty store; every container of ours carries it
 * @param schemaVersion the version of the stored documents' form
 */
public record ClusterInfo(String clusterId, int schemaVersion, Instant createdAt) implements Document {
    /** The version that this program writes; it also reads the one before. */
    public static final int SCHEMA_VERSION = 1;

    /** Checks that the id is not blank. */
    public ClusterInfo {
        Checks.checkNotBlank("clusterId", clusterId);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.CLUSTER, "info");
    }
}
