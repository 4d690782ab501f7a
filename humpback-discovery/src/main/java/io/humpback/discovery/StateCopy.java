package io.humpback.discovery;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.DocumentKind;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoredState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole state, events included, as of one moment. Immutable.
 *
 * @param head the head that goes with it
 * @param documents all documents, in order of their keys
 */
public record StateCopy(Head head, List<Document> documents) {
    private static final int PAGE = 200;

    /** Copies the documents, in order of their keys. */
    public StateCopy {
        documents =
                documents.stream().sorted(Comparator.comparing(Document::key)).toList();
    }

    /**
     * Reads all that {@code store} holds. Events are read after the rest, and only those that had happened by then: one
     * that was deleted meanwhile had been delivered or was beyond what is kept, so nothing is owed for it. Throws what
     * {@link StateStore#load} throws.
     */
    public static StateCopy of(StateStore store) {
        StoredState loaded = store.load();
        List<Document> documents = new ArrayList<>(loaded.documents());
        for (MetaId meta : store.metasWithEvents()) {
            addEvents(store, meta, loaded.head().sequence(), documents);
        }
        return new StateCopy(loaded.head(), documents);
    }

    private static void addEvents(StateStore store, MetaId meta, long newest, List<Document> documents) {
        long after = 0;
        List<MetaEvent> page;
        do {
            page = store.events(meta, after, PAGE);
            for (MetaEvent event : page) {
                after = event.sequence();
                if (after <= newest) {
                    documents.add(event);
                }
            }
        } while (page.size() == PAGE && after <= newest);
    }

    /** Returns what is true of the cluster as a whole; empty in the state of none. */
    public Optional<ClusterInfo> cluster() {
        return documents.stream()
                .filter(ClusterInfo.class::isInstance)
                .map(ClusterInfo.class::cast)
                .findFirst();
    }

    /** Returns how many documents there are of each kind that there is. */
    public Map<DocumentKind, Integer> counts() {
        Map<DocumentKind, Integer> counts = new EnumMap<>(DocumentKind.class);
        documents.forEach(document -> counts.merge(document.key().kind(), 1, Integer::sum));
        return counts;
    }
}
