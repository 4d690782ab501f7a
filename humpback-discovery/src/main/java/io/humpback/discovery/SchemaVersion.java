package io.humpback.discovery;

import org.jspecify.annotations.Nullable;

/**
 * Which form of the stored documents this program can read: its own and the one before. Where the form changes, the
 * older one is read by {@link Schema#lift}, and written in the new form with the document's next change. The stamp is
 * raised by the commit with which a center of the new version takes the lead: from then on older ones refuse. Stateless.
 */
final class SchemaVersion {
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
        Schema schema = codec.schema();
        int version = codec.decode(StateKeys.CLUSTER_INFO, json, Stamp.class).schemaVersion();
        if (version < schema.oldest() || version > schema.version()) {
            throw new UnreadableStateException(
                    StateKeys.CLUSTER_INFO,
                    "schema version " + version + " (expected: " + schema.oldest() + "-" + schema.version()
                            + "). Maybe it was written by a "
                            + (version < schema.oldest() ? "much older" : "newer") + " Humpback: start that one",
                    null);
        }
    }
}
