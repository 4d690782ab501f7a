package io.humpback.server.docker;

import io.humpback.core.ObservedContainer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The details of containers, kept only while a stream of events tells when they change. Whatever happens while an
 * engine is being asked makes the answer one that is not kept. Safe for use by several threads.
 */
final class InspectCache {
    private final Map<String, ObservedContainer> details = new HashMap<>();
    private final ImageDigests digests = new ImageDigests();
    private int openStreams;
    private long changes;

    /** Returns what is known of the engine's images, streams or not. */
    ImageDigests digests() {
        return digests;
    }

    /** Returns a mark of what has happened so far, to be taken before an engine is asked. */
    synchronized long mark() {
        return changes;
    }

    synchronized @Nullable ObservedContainer find(String id) {
        return details.get(id);
    }

    /** Keeps {@code container} if its changes are being told and none has been since {@code mark}. */
    synchronized void put(ObservedContainer container, long mark) {
        if (openStreams > 0 && changes == mark) {
            details.put(container.id(), container);
        }
    }

    /** Forgets a container, by its id or its name. */
    synchronized void forget(String idOrName) {
        changes++;
        if (details.remove(idOrName) == null) {
            details.values().removeIf(container -> container.name().equals(idOrName));
        }
    }

    synchronized void retain(Collection<String> ids) {
        details.keySet().retainAll(ids);
    }

    synchronized void streamOpened() {
        openStreams++;
        forgetAll();
    }

    synchronized void streamEnded() {
        openStreams--;
        forgetAll();
    }

    private void forgetAll() {
        changes++;
        details.clear();
    }
}
