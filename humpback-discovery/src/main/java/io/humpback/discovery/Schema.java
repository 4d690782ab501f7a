package io.humpback.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ClusterInfo;

/**
 * The form of the stored documents: its version, and how a document of the version before becomes one of it. A state whose
 * stamp is a version behind holds documents of both forms from the first change on, so what is of the new form already
 * must come out as it is. Immutable.
 *
 * @param version the one that is written; the one before is read too
 * @param lift makes a document of the version before one of this
 */
record Schema(int version, Lift lift) {
    /** This program's. Version 1 is the first: there is none before it. Whoever raises it says here how to lift. */
    static final Schema CURRENT = new Schema(ClusterInfo.SCHEMA_VERSION, Lift.NONE);

    /** Changes a document, as JSON, to the next version's form. */
    @FunctionalInterface
    interface Lift {
        /** Changes nothing. */
        Lift NONE = (key, document) -> document;

        /** Returns the document under {@code key} in the new form; {@code document} itself may be changed for it. */
        JsonNode lift(String key, JsonNode document);
    }

    /** Returns the oldest version that can be read. */
    int oldest() {
        return Math.max(1, version - 1);
    }
}
