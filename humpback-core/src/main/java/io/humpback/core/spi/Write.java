package io.humpback.core.spi;

import io.humpback.core.Document;
import io.humpback.core.DocumentKey;

/** A part of a commit. */
public sealed interface Write {
    /** Returns the key that it writes. */
    DocumentKey key();

    /** Returns the write that puts {@code document} under its key. */
    static Write put(Document document) {
        return new Put(document);
    }

    /** Returns the write that deletes what stands under {@code key}, if anything does. */
    static Write delete(DocumentKey key) {
        return new Delete(key);
    }

    /** Puts a document in the place of what stood under its key. */
    record Put(Document document) implements Write {
        @Override
        public DocumentKey key() {
            return document.key();
        }
    }

    /** Deletes what stands under a key. */
    record Delete(DocumentKey key) implements Write {}
}
