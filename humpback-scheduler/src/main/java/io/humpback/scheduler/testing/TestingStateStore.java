package io.humpback.scheduler.testing;

import io.humpback.core.Document;
import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A state store in memory, with faults on command. Safe for use by several threads. */
public final class TestingStateStore implements StateStore {
    private final TreeMap<DocumentKey, Document> documents = new TreeMap<>();
    private final List<Commit> commits = new ArrayList<>();
    private Head head = Head.NONE;
    private boolean unavailable;
    private boolean swallowsAnswer;

    /** Creates an empty store. */
    public TestingStateStore() {}

    /** Makes every call fail without effect, until it is told otherwise. */
    public synchronized void unavailable(boolean newUnavailable) {
        unavailable = newUnavailable;
    }

    /** Makes the next commit be done and its outcome unknown to the caller. */
    public synchronized void swallowNextAnswer() {
        swallowsAnswer = true;
    }

    /** Moves the head as another leader would. */
    public synchronized void usurp() {
        head = head.takeOver("usurper-" + head.sequence());
    }

    /** Returns everything that was committed, in order. */
    public synchronized List<Commit> commits() {
        return List.copyOf(commits);
    }

    /** Returns all events, in the order of their sequence numbers. */
    public synchronized List<MetaEvent> allEvents() {
        return documents.values().stream()
                .filter(MetaEvent.class::isInstance)
                .map(MetaEvent.class::cast)
                .sorted((a, b) -> Long.compare(a.sequence(), b.sequence()))
                .toList();
    }

    @Override
    public synchronized Head head() {
        check();
        return head;
    }

    @Override
    public synchronized StoredState load() {
        check();
        return new StoredState(
                head,
                documents.values().stream()
                        .filter(document -> document.key().kind() != DocumentKind.EVENT)
                        .toList());
    }

    @Override
    public synchronized boolean commit(Commit commit) {
        check();
        if (!commit.expected().equals(head)) {
            return false;
        }
        for (Write write : commit.writes()) {
            if (write instanceof Write.Put put) {
                documents.put(put.key(), put.document());
            } else {
                documents.remove(write.key());
            }
        }
        head = commit.next();
        commits.add(commit);
        if (swallowsAnswer) {
            swallowsAnswer = false;
            throw new StoreOutcomeUnknownException(head.commitId(), null);
        }
        return true;
    }

    private void check() {
        if (unavailable) {
            throw new StoreUnavailableException("store is switched off by the test", null);
        }
    }

    @Override
    public synchronized SortedSet<MetaId> metasWithEvents() {
        SortedSet<MetaId> metas = new TreeSet<>();
        allEvents().forEach(event -> metas.add(event.meta().id()));
        return metas;
    }

    @Override
    public synchronized List<MetaEvent> events(MetaId meta, long sequence, int limit) {
        return allEvents().stream()
                .filter(event -> event.meta().id().equals(meta) && event.sequence() > sequence)
                .limit(limit)
                .toList();
    }

    @Override
    public void close() {}
}
