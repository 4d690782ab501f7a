package io.humpback.scheduler.control;

import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.EventFeed;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Subscription;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** The outbox, read from the store; positions go through the loop's thread like every other commit. */
final class CommittedEvents implements EventFeed {
    private final StateStore store;
    private final Inbox inbox;
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, HookPosition> positions = Map.of();

    CommittedEvents(StateStore store, Inbox inbox) {
        this.store = store;
        this.inbox = inbox;
    }

    @Override
    public SortedSet<MetaId> metas() {
        return store.metasWithEvents();
    }

    @Override
    public List<MetaEvent> read(MetaId meta, long sequence, int limit) {
        return store.events(meta, sequence, limit);
    }

    @Override
    public Map<String, HookPosition> positions() {
        return positions;
    }

    @Override
    public void acknowledge(HookPosition position) {
        inbox.put(new Input.Acknowledged(position));
    }

    @Override
    public Subscription onAppend(Runnable listener) {
        listeners.add(listener);
        listener.run();
        return () -> listeners.remove(listener);
    }

    void appended() {
        listeners.forEach(Runnable::run);
    }

    void positioned(List<HookPosition> committed) {
        Map<String, HookPosition> byId = new java.util.HashMap<>();
        committed.forEach(position -> byId.put(position.hookId(), position));
        positions = Map.copyOf(byId);
    }
}
