package io.humpback.scheduler.reconcile;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often containers that had ended were started again, by us or by their engine. The first start is at once, then each waits twice as long as
 * the one before; after some in vain on one node, another node is worth a try. Losing it costs a few starts: a new
 * leader begins anew with the same waits. Owned by the loop's thread.
 */
final class CrashMemory {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);
    private static final int STARTS_PER_NODE = 3;
    /** One that runs for longer after its engine started it again has settled, until the next time. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final Map<InstanceKey, Starts> starts = new HashMap<>();
    private final Map<InstanceKey, Instant> restarts = new HashMap<>();

    /**
     * The starts of one instance since it last ran for long.
     *
     * @param here those on {@code node}
     * @param tired the nodes where as many as allowed were in vain
     */
    private record Starts(int count, NodeId node, int here, Set<NodeId> tired, Instant notBefore) {}

    /** Notes that a container that had ended was started, or that its start was refused. */
    void started(InstanceKey instance, NodeId node, Instant now) {
        Starts before = starts.get(instance);
        if (before == null || now.isAfter(before.notBefore().plus(LONGEST_BACKOFF))) {
            starts.put(instance, new Starts(1, node, 1, Set.of(), now.plus(FIRST_BACKOFF)));
            return;
        }
        int here = before.node().equals(node) ? before.here() + 1 : 1;
        Set<NodeId> tired = new HashSet<>(before.tired());
        if (here >= STARTS_PER_NODE) {
            tired.add(node);
        }
        Instant notBefore = now.plus(CallMemory.doubled(FIRST_BACKOFF, before.count(), LONGEST_BACKOFF));
        starts.put(instance, new Starts(before.count() + 1, node, here, tired, notBefore));
    }

    /**
     * Notes that an engine started a container again by itself. Those count as ours do until another node is to be tried.
     * When that is, is for us to say, not for an engine that restarts ten times in a minute: only after a chance to leave
     * that was not used does the next one wait twice as long.
     */
    void restarted(InstanceKey instance, NodeId node, int times, Instant now) {
        Instant last = restarts.put(instance, now);
        if (!isTired(instance, node) || isLongAgo(instance, now) || hadItsChance(instance, last, now)) {
            started(instance, node, now);
            for (int i = 1; i < times && !isTired(instance, node); i++) {
                started(instance, node, now);
            }
        }
    }

    private boolean isLongAgo(InstanceKey instance, Instant now) {
        Starts known = starts.get(instance);
        return known != null && now.isAfter(known.notBefore().plus(LONGEST_BACKOFF));
    }

    private boolean hadItsChance(InstanceKey instance, @Nullable Instant last, Instant now) {
        Starts known = starts.get(instance);
        return known != null && last != null && !last.isBefore(known.notBefore()) && mayStart(instance, now);
    }

    /** Returns whether its engine started a container again by itself so lately that it may not have settled. */
    boolean wasRestarted(InstanceKey instance, Instant now) {
        Instant last = restarts.get(instance);
        return last != null && !now.isAfter(last.plus(SETTLED));
    }

    /** Returns whether a container that ended may be started again now. */
    boolean mayStart(InstanceKey instance, Instant now) {
        Starts known = starts.get(instance);
        return known == null || !now.isBefore(known.notBefore());
    }

    /** Returns whether enough starts on {@code node} were in vain. */
    boolean isTired(InstanceKey instance, NodeId node) {
        Starts known = starts.get(instance);
        return known != null && known.node().equals(node) && known.here() >= STARTS_PER_NODE;
    }

    /** Returns the nodes where enough starts were in vain. */
    Set<NodeId> tiredNodes(InstanceKey instance) {
        Starts known = starts.get(instance);
        return known == null ? Set.of() : known.tired();
    }

    /** Forgets one instance, since a user has had his say on it. */
    void forget(InstanceKey instance) {
        starts.remove(instance);
        restarts.remove(instance);
    }

    /** Forgets restarts that no decision depends on any more. */
    void forgetSettled(Instant now) {
        restarts.values().removeIf(last -> now.isAfter(last.plus(LONGEST_BACKOFF.multipliedBy(2))));
    }

    /** Forgets a meta that is gone, or that is to have another configuration. */
    void forget(MetaId meta) {
        starts.keySet().removeIf(instance -> instance.meta().equals(meta));
        restarts.keySet().removeIf(instance -> instance.meta().equals(meta));
    }
}
