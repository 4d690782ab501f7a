package io.humpback.discovery;

import com.google.common.base.Splitter;
import io.humpback.core.DocumentKind;
import io.humpback.core.spi.Head;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of documents that are too large for a transaction. They are written first, as a set of their own for each
 * attempt, and become the document when a commit puts their manifest under its key.
 *
 * <p>A set's name begins with the sequence number of the commit that it was written for. Once the head has come to
 * this number, the set belongs to a document or never will, so that anybody may delete it, at any time, without harm to
 * a commit that is just being made. Not safe for use by several threads.
 */
final class ChunkSets {
    private static final Logger log = LoggerFactory.getLogger(ChunkSets.class);
    /** Characters; each takes at most three bytes, since the codec escapes surrogates. */
    static final int CHUNK_LENGTH = KeyValueStore.MAX_VALUE_BYTES / 3;

    private static final int ID_LENGTH = 16;

    private final KeyValueStore store;
    private final DocumentCodec codec;
    /** Sets that may exist, by their document's key: those that are in use, and those that are to be deleted. */
    private final Map<String, Set<String>> known = new HashMap<>();

    ChunkSets(KeyValueStore store, DocumentCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** Returns the name of the sets that are written for the commit with {@code head}. */
    static String setOf(Head head) {
        return String.format(
                Locale.ROOT,
                "%019d-%s",
                head.sequence(),
                Manifest.sha256(head.commitId()).substring(0, ID_LENGTH));
    }

    /** Writes {@code text} in chunks and returns the manifest that stands for it. */
    String write(String documentKey, String set, String text) {
        note(documentKey, set);
        List<String> pieces = Splitter.fixedLength(CHUNK_LENGTH).splitToList(text);
        String prefix = prefix(documentKey, set);
        for (int i = 0; i < pieces.size(); i++) {
            store.put(prefix + String.format(Locale.ROOT, "%05d", i), pieces.get(i));
        }
        return codec.encode(Manifest.of(set, pieces.size(), text));
    }

    /**
     * Takes note of all sets that exist and deletes those that belong to no document.
     *
     * @param used the set in use of each document that has one, but for the events
     */
    void adopt(Head head, Collection<String> chunkKeys, Map<String, String> used) {
        known.clear();
        for (String key : chunkKeys) {
            int end = key.lastIndexOf('/');
            int start = key.lastIndexOf('/', end - 1);
            note(StateKeys.ROOT + key.substring(StateKeys.CHUNKS.length(), start), key.substring(start + 1, end));
        }
        Map<String, String> usedByAll = new HashMap<>(used);
        usedByAll.putAll(noteEvents());
        for (String documentKey : List.copyOf(known.keySet())) {
            deleteOrphans(head, documentKey, usedByAll.getOrDefault(documentKey, ""));
        }
    }

    private void note(String documentKey, String set) {
        known.computeIfAbsent(documentKey, key -> new TreeSet<>()).add(set);
    }

    /** Events are not loaded, so theirs are looked for by name, and only the few documents that have chunks are read. */
    private Map<String, String> noteEvents() {
        Map<String, String> used = new HashMap<>();
        String folder = StateKeys.chunkFolder(DocumentKind.EVENT);
        for (String meta : store.children(folder)) {
            for (String sequence : store.children(folder + meta + "/")) {
                String documentKey = StateKeys.folder(DocumentKind.EVENT) + meta + "/" + sequence;
                store.children(StateKeys.chunksOf(documentKey)).forEach(set -> note(documentKey, set));
                String value = store.get(documentKey);
                if (value != null && Manifest.isIn(value)) {
                    used.put(
                            documentKey,
                            Manifest.decode(codec, documentKey, value).set());
                }
            }
        }
        return used;
    }

    /** Deletes all sets of a document but {@code used}, now that {@code head} is there; "" if it uses none. */
    void deleteOrphans(Head head, String documentKey, String used) {
        Set<String> sets = known.getOrDefault(documentKey, Set.of());
        // A set for a commit that is still to come is somebody's work in progress.
        String firstOfTheFuture = String.format(Locale.ROOT, "%019d", head.sequence() + 1);
        for (String set : List.copyOf(sets)) {
            boolean orphan = !set.equals(used) && set.compareTo(firstOfTheFuture) < 0;
            if (orphan && tryDelete(prefix(documentKey, set))) {
                sets.remove(set);
            }
        }
        if (sets.isEmpty()) {
            known.remove(documentKey);
        }
    }

    /** What is left over is tried again when the state is loaded next. */
    private boolean tryDelete(String prefix) {
        try {
            store.delete(prefix);
            return true;
        } catch (KeyValueException e) {
            log.warn("chunks without use stay for now: prefix={}", prefix, e);
            return false;
        }
    }

    static String prefix(String documentKey, String set) {
        return StateKeys.chunksOf(documentKey) + set + "/";
    }
}
