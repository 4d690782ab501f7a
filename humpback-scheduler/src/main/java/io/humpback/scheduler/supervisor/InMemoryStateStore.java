package io.humpback.scheduler.supervisor;

import io.humpback.core.Document;
import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A state store that lasts as long as its program: when that ends, everything is lost. A control loop that begins with
 * an empty store knows nothing of what still runs, so it reports that and leaves it alone. For anything that has to
 * outlive the program take a store of {@code humpback-discovery}. Safe for use by several threads.
 */
public final class InMemoryStateStore implements StateStore {
    private final TreeMap<DocumentKey, Document> documents = new TreeMap<>();
    private final TreeMap<DocumentKey, MetaEvent> events = new TreeMap<>();
    private Head head = Head.NONE;

    /** Creates an empty store. */
    public InMemoryStateStore() {}

    @Override
    public synchronized Head head() {
        return head;
    }

    @Override
    public synchronized StoredState load() {
        return new StoredState(head, List.copyOf(documents.values()));
    }

    @Override
    public synchronized boolean commit(Commit commit) {
        if (!commit.expected().equals(head)) {
            return false;
        }
        commit.writes().forEach(this::write);
        head = commit.next();
        return true;
    }

    private void write(Write write) {
        if (write instanceof Write.Put put && put.document() instanceof MetaEvent event) {
            events.put(event.key(), event);
        } else if (write instanceof Write.Put put) {
            documents.put(put.key(), put.document());
        } else if (write.key().kind() == DocumentKind.EVENT) {
            events.remove(write.key());
        } else {
            documents.remove(write.key());
        }
    }

    @Override
    public synchronized SortedSet<MetaId> metasWithEvents() {
        SortedSet<MetaId> metas = new TreeSet<>();
        events.values().forEach(event -> metas.add(event.meta().id()));
        return metas;
    }

    @Override
    public synchronized List<MetaEvent> events(MetaId meta, long sequence, int limit) {
        return events.tailMap(MetaEvent.key(meta, sequence), false).values().stream()
                .takeWhile(event -> event.meta().id().equals(meta))
                .limit(limit)
                .toList();
    }

    /** Does nothing: what is committed stays as long as this object does. */
    @Override
    public void close() {}
}
