package io.humpback.scheduler.reconcile;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How often containers that had ended were started again. The first start is at once, then each waits twice as long as
 * the one before; after some in vain on one node, another node is worth a try. Losing it costs a few starts: a new
 * leader begins anew with the same waits. Owned by the loop's thread.
 */
final class CrashMemory {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);
    private static final int STARTS_PER_NODE = 3;

    private final Map<InstanceKey, Starts> starts = new HashMap<>();

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
    }

    /** Forgets a meta that is gone, or that is to have another configuration. */
    void forget(MetaId meta) {
        starts.keySet().removeIf(instance -> instance.meta().equals(meta));
    }
}
