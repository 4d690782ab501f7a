package io.humpback.discovery;

import io.humpback.core.ClusterInfo;
import org.jspecify.annotations.Nullable;

/**
 * Which form of the stored documents this program can read: its own and the one before. Where the form changes, the
 * older one is read here, and written in the new form with the document's next change. Stateless.
 */
final class SchemaVersion {
    private static final int OLDEST = Math.max(1, ClusterInfo.SCHEMA_VERSION - 1);

    private SchemaVersion() {}

    /** The one field of the document that no version may ever change. */
    private record Stamp(int schemaVersion) {}

    /**
     * Throws {@link UnreadableStateException} if the state whose cluster document is {@code json} has a form that this
     * program cannot read. Null, of an empty store, is fine.
     */
    static void check(DocumentCodec codec, @Nullable String json) {
        if (json == null) {
            return;
        }
        int version = codec.decode(StateKeys.CLUSTER_INFO, json, Stamp.class).schemaVersion();
        if (version < OLDEST || version > ClusterInfo.SCHEMA_VERSION) {
            throw new UnreadableStateException(
                    StateKeys.CLUSTER_INFO,
                    "schema version " + version + " (expected: " + OLDEST + "-" + ClusterInfo.SCHEMA_VERSION
                            + "). Maybe it was written by a "
                            + (version < OLDEST ? "much older" : "newer") + " Humpback: start that one",
                    null);
        }
    }
}
