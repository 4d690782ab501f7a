package io.humpback.scheduler.control;

import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.RefusedRecord;
import java.util.List;
import java.util.TreeMap;

/**
 * Tells a listener which announcements make no node, each once for each reason, and when one is mended or gone. Owned by
 * the loop's thread.
 */
final class RecordNews {
    /** Of more at once only the number is told: whoever can write to the backend shall not fill the log. */
    private static final int MAX_TOLD = 10;

    private final LoopListener listener;
    private final TreeMap<String, RefusedRecord> known = new TreeMap<>();

    RecordNews(LoopListener listener) {
        this.listener = listener;
    }

    /** Takes over what the directory says now. During an outage nothing is known anew. */
    void hear(DirectoryView view) {
        if (!view.isHealthy()) {
            return;
        }
        TreeMap<String, RefusedRecord> now = new TreeMap<>();
        view.refused().forEach(record -> now.put(record.key(), record));
        List<RefusedRecord> refused = now.values().stream()
                .filter(record -> !record.equals(known.get(record.key())))
                .toList();
        List<RefusedRecord> mended = known.values().stream()
                .filter(record -> !now.containsKey(record.key()))
                .toList();
        known.clear();
        known.putAll(now);
        mended.stream().limit(MAX_TOLD).forEach(record -> listener.recordMended(record.key()));
        refused.stream().limit(MAX_TOLD).forEach(listener::recordRefused);
        if (refused.size() > MAX_TOLD) {
            listener.recordRefused(new RefusedRecord("", "there are " + (refused.size() - MAX_TOLD) + " more of them"));
        }
    }

    /** Returns those that make no node now, ordered by key. */
    List<RefusedRecord> refused() {
        return List.copyOf(known.values());
    }
}
