package io.humpback.webhook;

import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.EventFeed;
import io.humpback.core.spi.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A feed in memory. Acknowledgements are kept until {@link #commit} or lost by {@link #crash}. */
final class TestingEventFeed implements EventFeed {
    private final TreeMap<MetaId, TreeMap<Long, MetaEvent>> events = new TreeMap<>();
    private final Map<String, HookPosition> committed = new HashMap<>();
    private final Map<String, HookPosition> acknowledged = new HashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private int failures;
    private int longestPage;

    void append(MetaEvent... appended) {
        List<Runnable> told;
        synchronized (this) {
            for (MetaEvent event : appended) {
                events.computeIfAbsent(event.meta().id(), id -> new TreeMap<>()).put(event.sequence(), event);
            }
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    synchronized void prune(MetaId meta, long through) {
        TreeMap<Long, MetaEvent> kept = events.getOrDefault(meta, new TreeMap<>());
        kept.headMap(through, true).clear();
        if (kept.isEmpty()) {
            events.remove(meta);
        }
    }

    synchronized void commit() {
        committed.putAll(acknowledged);
        acknowledged.clear();
    }

    synchronized void crash() {
        acknowledged.clear();
        listeners.clear();
    }

    /** Lets the next {@code reads} reads fail. */
    synchronized void fail(int reads) {
        failures = reads;
    }

    /** Returns the last acknowledged sequence number of a lane, committed or not; 0 for none. */
    synchronized long position(MetaId meta, String url) {
        String hookId = HookPosition.hookId(meta, url);
        HookPosition position = acknowledged.getOrDefault(hookId, committed.get(hookId));
        return position == null ? 0 : position.sequence();
    }

    synchronized int longestPage() {
        return longestPage;
    }

    synchronized int listeners() {
        return listeners.size();
    }

    @Override
    public synchronized SortedSet<MetaId> metas() {
        return new TreeSet<>(events.keySet());
    }

    @Override
    public synchronized List<MetaEvent> read(MetaId meta, long sequence, int limit) {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("feed fails as told");
        }
        List<MetaEvent> page = new ArrayList<>();
        TreeMap<Long, MetaEvent> all = events.getOrDefault(meta, new TreeMap<>());
        Map.Entry<Long, MetaEvent> next = all.higherEntry(sequence);
        while (next != null && page.size() < limit) {
            page.add(next.getValue());
            next = all.higherEntry(next.getKey());
        }
        longestPage = Math.max(longestPage, page.size());
        return page;
    }

    @Override
    public synchronized Map<String, HookPosition> positions() {
        return Map.copyOf(committed);
    }

    @Override
    public synchronized void acknowledge(HookPosition position) {
        acknowledged.put(position.hookId(), position);
    }

    @Override
    public Subscription onAppend(Runnable listener) {
        synchronized (this) {
            listeners.add(listener);
        }
        listener.run();
        return () -> {
            synchronized (this) {
                listeners.remove(listener);
            }
        };
    }
}
