package io.humpback.scheduler.control;

import io.humpback.core.Hook;
import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.CommittedState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps the outbox small: what every receiver has been told of goes when it is old. */
final class OutboxKeeper {
    static final Duration HISTORY = Duration.ofHours(24);

    private final StateStore store;

    OutboxKeeper(StateStore store) {
        this.store = store;
    }

    /** Returns what to delete now, in changes of at most {@link Commit#MAX_WRITES} writes. */
    List<Change> expired(CommittedState committed, Instant now) {
        Map<String, Long> told = new HashMap<>();
        committed.hookPositions().forEach(position -> told.put(position.hookId(), position.sequence()));
        List<Write> deletes = new ArrayList<>();
        Set<MetaId> withEvents = new HashSet<>(store.metasWithEvents());
        for (MetaId meta : withEvents) {
            for (MetaEvent event : store.events(meta, 0, Commit.MAX_WRITES)) {
                if (isOld(event, now) && isDelivered(event, told)) {
                    deletes.add(Write.delete(event.key()));
                }
            }
        }
        for (HookPosition position : committed.hookPositions()) {
            if (!withEvents.contains(position.metaId()) && committed.meta(position.metaId()) == null) {
                deletes.add(Write.delete(position.key()));
            }
        }
        return inChanges(deletes);
    }

    private static boolean isOld(MetaEvent event, Instant now) {
        Instant time = Instant.ofEpochSecond(0, event.timestampNanos());
        return time.plus(HISTORY).isBefore(now);
    }

    private static boolean isDelivered(MetaEvent event, Map<String, Long> told) {
        for (Hook hook : event.meta().hooks()) {
            String id = HookPosition.hookId(event.meta().id(), hook.url());
            if (told.getOrDefault(id, 0L) < event.sequence()) {
                return false;
            }
        }
        return true;
    }

    static List<Change> inChanges(List<Write> writes) {
        List<Change> changes = new ArrayList<>();
        for (int from = 0; from < writes.size(); from += Commit.MAX_WRITES) {
            List<Write> part = writes.subList(from, Math.min(writes.size(), from + Commit.MAX_WRITES));
            changes.add(Change.of(part.toArray(new Write[0])));
        }
        return changes;
    }
}
