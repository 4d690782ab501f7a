package io.humpback.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * What stands under the key of a document that was too large for a transaction: where its chunks are.
 *
 * @param chunks where they are and how they are checked
 */
record Manifest(@JsonProperty(MARK) Chunks chunks) {
    /** No document has such a field. */
    private static final String MARK = "$chunks";

    private static final String START = "{\"" + MARK + "\":";

    /**
     * The chunks of one document.
     *
     * @param set the last name but one in their keys
     * @param count how many there are, numbered from 0
     * @param sha256 of the document's text
     */
    record Chunks(String set, int count, String sha256) {}

    static Manifest of(String set, int count, String text) {
        return new Manifest(new Chunks(set, count, sha256(text)));
    }

    /** Returns whether {@code value} is a manifest rather than a document. */
    static boolean isIn(String value) {
        return value.startsWith(START);
    }

    /** Returns where the chunks are of the document whose key holds {@code manifest}. */
    static Chunks decode(DocumentCodec codec, String documentKey, String manifest) {
        return codec.decode(documentKey, manifest, Manifest.class).chunks();
    }

    /** Returns the text whose chunks these are, given the values that were {@code found} in their place, in order. */
    static String join(String documentKey, Chunks chunks, Collection<String> found) {
        String text = String.join("", found);
        if (found.size() != chunks.count() || !sha256(text).equals(chunks.sha256())) {
            throw new UnreadableStateException(
                    documentKey,
                    "its chunks are missing or damaged: set=" + chunks.set() + ", expected=" + chunks.count()
                            + ", found=" + found.size(),
                    null);
        }
        return text;
    }

    static String sha256(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    }
}
