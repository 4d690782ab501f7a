package io.humpback.webhook;

import static java.util.Objects.requireNonNull;

import io.humpback.core.Hook;
import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.EventFeed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is owed which events, page by page, and keeps none of them. Every event that is kept must be looked at
 * once after a start: a receiver that is no longer among a meta's hooks may still be owed older events. Not safe for
 * use by several threads.
 */
final class FeedScanner {
    private final EventFeed feed;
    private final int pageSize;
    private final Map<MetaId, Long> scanned = new HashMap<>();
    private final ArrayDeque<MetaId> pending = new ArrayDeque<>();
    private @Nullable Map<String, HookPosition> committed;

    /** An event that is owed on a lane, and the committed position of that lane. */
    record Owed(LaneId lane, long position, long sequence) {}

    FeedScanner(EventFeed feed, int pageSize) {
        this.feed = feed;
        this.pageSize = pageSize;
    }

    /** Begins to look for new events. Returns the metas whose events are all gone. */
    Set<MetaId> restart() {
        if (committed == null) {
            committed = feed.positions();
        }
        SortedSet<MetaId> metas = feed.metas();
        Set<MetaId> gone = new HashSet<>(scanned.keySet());
        gone.removeAll(metas);
        scanned.keySet().removeAll(gone);
        pending.clear();
        pending.addAll(metas);
        return gone;
    }

    /** Returns whether {@link #next} has more to read. */
    boolean hasNext() {
        return !pending.isEmpty();
    }

    /** Reads the next page and returns what is owed by it. The metas take turns, so that a long one delays none. */
    List<Owed> next() {
        MetaId meta = pending.element();
        List<MetaEvent> page = feed.read(meta, scanned.getOrDefault(meta, 0L), pageSize);
        pending.remove();
        List<Owed> owed = new ArrayList<>();
        for (MetaEvent event : page) {
            event.meta().hooks().stream()
                    .map(Hook::url)
                    .distinct()
                    .forEach(url -> owed.add(owed(new LaneId(meta, url), event.sequence())));
            scanned.put(meta, event.sequence());
        }
        if (page.size() == pageSize) {
            pending.add(meta);
        }
        return owed;
    }

    private Owed owed(LaneId lane, long sequence) {
        HookPosition position = requireNonNull(committed, "committed").get(lane.hookId());
        return new Owed(lane, position == null ? 0 : position.sequence(), sequence);
    }
}
