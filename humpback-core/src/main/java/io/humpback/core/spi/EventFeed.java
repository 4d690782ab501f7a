package io.humpback.core.spi;

import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * The committed events, for those who tell others of them. Events leave it in the order of their sequence numbers.
 * Safe for use by several threads.
 */
public interface EventFeed {
    /** Returns the metas that have events, in order. */
    SortedSet<MetaId> metas();

    /** Returns the events of {@code meta} after {@code sequence}, in order, at most {@code limit}. */
    List<MetaEvent> read(MetaId meta, long sequence, int limit);

    /** Returns all committed positions, by {@link HookPosition#hookId}. */
    Map<String, HookPosition> positions();

    /**
     * Notes that a receiver has been told. Returns at once; positions are committed soon, several in one commit. One
     * that is lost in a crash means that an event is told again.
     */
    void acknowledge(HookPosition position);

    /** Calls {@code listener} after events were committed, and once at the begin. It must return at once. */
    Subscription onAppend(Runnable listener);
}
