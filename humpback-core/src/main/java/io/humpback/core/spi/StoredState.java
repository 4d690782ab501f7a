package io.humpback.core.spi;

import io.humpback.core.Document;
import java.util.List;

/**
 * What a store held at one moment. Immutable.
 *
 * @param documents all but the events, ordered by key
 */
public record StoredState(Head head, List<Document> documents) {
    /** Copies {@code documents}. */
    public StoredState {
        documents = List.copyOf(documents);
    }
}
