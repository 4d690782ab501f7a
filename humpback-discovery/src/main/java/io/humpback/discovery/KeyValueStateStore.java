package io.humpback.discovery;

import io.humpback.core.Document;
import io.humpback.core.DocumentKind;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state in any {@link KeyValueStore}, as plain JSON under plain keys. Does what all backends need alike: the
 * documents' form and its versions, chunks for what is too large for a transaction, and finding out what became of a
 * commit that got no answer. Safe for use by several threads.
 */
public final class KeyValueStateStore implements StateStore {
    private final KeyValueStore store;
    private final DocumentCodec codec;
    /** Guards {@code committer}; also keeps the load apart from a commit of this center, which moves chunks. */
    private final Object lock = new Object();

    private final HeadContinuity continuity = new HeadContinuity();
    private final Committer committer;
    private volatile boolean closed;

    private KeyValueStateStore(KeyValueStore store, Schema schema) {
        this.store = store;
        this.codec = new DocumentCodec(schema);
        this.committer = new Committer(store, codec, continuity);
    }

    /**
     * Returns the state that {@code store} holds. The store stays the caller's, who closes it. Throws
     * {@link UnreadableStateException}, having changed nothing, if the state has a form that this program does not know.
     */
    public static KeyValueStateStore on(KeyValueStore store) {
        return on(store, Schema.CURRENT);
    }

    /** Does the same for a program whose form of the documents is {@code schema}. */
    static KeyValueStateStore on(KeyValueStore store, Schema schema) {
        KeyValueStateStore state = new KeyValueStateStore(store, schema);
        state.reading(() -> {
            SchemaVersion.check(state.codec, store.get(StateKeys.CLUSTER_INFO));
            return state.readHead();
        });
        return state;
    }

    @Override
    public Head head() {
        return reading(this::readHead);
    }

    private Head readHead() {
        Head floor = continuity.floor();
        Head head = codec.decodeHead(store.get(KeyValueStore.HEAD));
        continuity.check(head, floor);
        return head;
    }

    @Override
    public StoredState load() {
        synchronized (lock) {
            return reading(this::loadAll);
        }
    }

    private StoredState loadAll() {
        Head floor = continuity.floor();
        KeyValueStore.Snapshot snapshot = store.snapshot(StateKeys.loaded());
        NavigableMap<String, String> entries = new TreeMap<>();
        NavigableMap<String, String> chunks = new TreeMap<>();
        for (KeyValueStore.Entry entry : snapshot.entries()) {
            (entry.key().startsWith(StateKeys.CHUNKS) ? chunks : entries).put(entry.key(), entry.value());
        }
        SchemaVersion.check(codec, entries.get(StateKeys.CLUSTER_INFO));
        if (snapshot.head() == null && !entries.isEmpty()) {
            throw new UnreadableStateException(KeyValueStore.HEAD, "it is missing, though there are documents", null);
        }
        StoredHead head = new StoredHead(codec.decodeHead(snapshot.head()), snapshot.head());
        Map<String, String> usedSets = new HashMap<>();
        List<Document> documents = decode(entries, chunks, usedSets);
        continuity.check(head.head(), floor);
        committer.loaded(head, chunks.keySet(), usedSets);
        return new StoredState(head.head(), documents);
    }

    private List<Document> decode(
            NavigableMap<String, String> entries, NavigableMap<String, String> chunks, Map<String, String> usedSets) {
        List<Document> documents = new ArrayList<>(entries.size());
        for (var entry : entries.entrySet()) {
            String key = entry.getKey();
            String text = entry.getValue();
            if (Manifest.isIn(text)) {
                Manifest.Chunks manifest = Manifest.decode(codec, key, text);
                usedSets.put(key, manifest.set());
                String prefix = ChunkSets.prefix(key, manifest.set());
                text = Manifest.join(
                        key,
                        manifest,
                        chunks.subMap(prefix, prefix + Character.MAX_VALUE).values());
            }
            documents.add(codec.decodeDocument(key, text));
        }
        documents.sort(Comparator.comparing(Document::key));
        return documents;
    }

    @Override
    public boolean commit(Commit commit) {
        synchronized (lock) {
            checkOpen();
            return committer.commit(commit);
        }
    }

    @Override
    public SortedSet<MetaId> metasWithEvents() {
        return reading(() -> {
            SortedSet<MetaId> metas = new TreeSet<>();
            for (String name : store.children(StateKeys.folder(DocumentKind.EVENT))) {
                metas.add(MetaId.of(StateKeys.unescape(name)));
            }
            return metas;
        });
    }

    @Override
    public List<MetaEvent> events(MetaId meta, long sequence, int limit) {
        String after = StateKeys.of(MetaEvent.key(meta, sequence));
        String prefix = after.substring(0, after.lastIndexOf('/') + 1);
        return reading(() -> {
            List<MetaEvent> events = new ArrayList<>();
            for (KeyValueStore.Entry entry : store.range(prefix, after, limit)) {
                String text = wholeEvent(entry);
                if (text != null) {
                    events.add((MetaEvent) codec.decodeDocument(entry.key(), text));
                }
            }
            return events;
        });
    }

    /** Returns null for an event that was deleted while it was being read. */
    private @Nullable String wholeEvent(KeyValueStore.Entry entry) {
        if (!Manifest.isIn(entry.value())) {
            return entry.value();
        }
        Manifest.Chunks manifest = Manifest.decode(codec, entry.key(), entry.value());
        String prefix = ChunkSets.prefix(entry.key(), manifest.set());
        List<String> found = store.range(prefix, prefix, manifest.count()).stream()
                .map(KeyValueStore.Entry::value)
                .toList();
        if (found.size() < manifest.count() && store.get(entry.key()) == null) {
            return null;
        }
        return Manifest.join(entry.key(), manifest, found);
    }

    /** A read has no effect, whatever became of it. */
    private <T> T reading(Supplier<T> read) {
        checkOpen();
        try {
            return read.get();
        } catch (KeyValueException e) {
            throw new StoreUnavailableException("state cannot be read: reason=" + e.getMessage(), e);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreUnavailableException("state store is closed", null);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
