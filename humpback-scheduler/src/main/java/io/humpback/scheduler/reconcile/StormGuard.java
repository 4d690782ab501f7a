package io.humpback.scheduler.reconcile;

import io.humpback.core.GroupGuard;
import io.humpback.core.GroupGuard.Mode;
import io.humpback.core.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * Decides whether a group's instances may leave its dead nodes, so that what looks like a storm of deaths, and more
 * often is a fault of the network or of the backend, moves nothing. Pure. The figures are rule R8 of the project's
 * RELIABILITY.md; the first two are those of the Kubernetes node lifecycle controller.
 *
 * <p>A freeze ends with its cause. One of a part of the group also ends by itself once all its dead nodes have been dead
 * without a break, the backend healthy and no survivor out of reach for {@link #THAW_AFTER}, and every survivor answers;
 * a further loss freezes it anew. After every end, also that one, each countdown starts in full.
 */
public final class StormGuard {
    /** How long a part of a group must be dead, and all else healthy, before its freeze ends by itself. */
    public static final Duration THAW_AFTER = Duration.ofMinutes(10);
    /** Above so many dead nodes their share counts. */
    public static final int FEW = 2;
    /** From which share of dead nodes, in percent, a group is frozen. */
    public static final int SHARE_PERCENT = 55;
    /** From how many nodes lost within one TTL a group is frozen, and from which share in percent, rounded up. */
    public static final int BURST = 3;
    /** See {@link #BURST}. */
    public static final int BURST_PERCENT = 30;

    /** How much later than its slot a node may have its turn before the next slot is reckoned from then. */
    private static final Duration JITTER = Duration.ofSeconds(5);

    private final Duration nodeTtl;
    private final Duration migrateDelay;

    /** Creates a guard for these settings. */
    public StormGuard(LoopSettings settings) {
        nodeTtl = settings.nodeTtl();
        migrateDelay = settings.migrateDelay();
    }

    /**
     * What is to be seen of a group.
     *
     * @param nodes how many nodes it has, the dead ones included
     * @param down its dead nodes, with since when
     * @param occupied those dead nodes that something of the group is assigned to
     * @param outOfReach whether a survivor is announced and does not answer
     * @param answering whether every survivor answered its last probe
     * @param backendFailedAt when the backend was last known not to be healthy, {@link GroupGuard#NEVER} if never
     */
    public record Sight(
            int nodes,
            SortedMap<NodeId, Instant> down,
            Set<NodeId> occupied,
            boolean outOfReach,
            boolean answering,
            Instant backendFailedAt) {}

    /**
     * Why a group is to be frozen.
     *
     * @param mode {@link Mode#OPEN} if it is not
     */
    public record Cause(Mode mode, String words) {
        private static final Cause NONE = new Cause(Mode.OPEN, "");

        private boolean isNone() {
            return mode == Mode.OPEN;
        }
    }

    /** Returns why a group that is seen like this is to be frozen. */
    public Cause cause(Sight sight, Instant now) {
        int down = sight.down().size();
        if (!sight.backendFailedAt().equals(GroupGuard.NEVER)
                && now.isBefore(sight.backendFailedAt().plus(nodeTtl))) {
            return new Cause(Mode.FROZEN_BACKEND, "the backend was not healthy within the last " + words(nodeTtl));
        } else if (down >= sight.nodes()) {
            return new Cause(Mode.FROZEN_WHOLE, "all nodes of the group are down");
        } else if (down > FEW && 100L * down >= (long) SHARE_PERCENT * sight.nodes()) {
            return new Cause(Mode.FROZEN_PARTLY, down + " of " + sight.nodes() + " nodes are down");
        }
        int burst = burst(sight.down().values());
        if (burst >= Math.max(BURST, (BURST_PERCENT * sight.nodes() + 99) / 100)) {
            return new Cause(
                    Mode.FROZEN_PARTLY, burst + " of " + sight.nodes() + " nodes were lost within " + words(nodeTtl));
        }
        return Cause.NONE;
    }

    /** The most nodes that were lost within one TTL. */
    private int burst(Collection<Instant> down) {
        List<Instant> sorted = down.stream().sorted().toList();
        int most = 0;
        int first = 0;
        for (int last = 0; last < sorted.size(); last++) {
            while (sorted.get(first).plus(nodeTtl).isBefore(sorted.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static String words(Duration duration) {
        return duration.toSeconds() + " s";
    }

    /** Returns what follows for a group from what was settled before and what is seen now. */
    public GroupGuard next(GroupGuard before, Sight sight, Instant now) {
        if (sight.down().isEmpty()) {
            return GroupGuard.open(before.group());
        }
        GroupGuard guard = calm(mode(before, sight, now), sight, now);
        return guard.isFrozen() ? guard : release(guard, sight, now);
    }

    /** Returns {@code before} as an operator leaves it who ends a freeze; unchanged if there is none. */
    public static GroupGuard override(GroupGuard before, Instant now) {
        return before.isFrozen()
                ? before.to(Mode.OVERRIDDEN, "an operator ended the freeze: " + before.reason(), now)
                : before;
    }

    private GroupGuard mode(GroupGuard before, Sight sight, Instant now) {
        Cause cause = cause(sight, now);
        if (before.mode() == Mode.OPEN && cause.isNone()) {
            return before;
        } else if (cause.isNone()) {
            return before.to(Mode.OPEN, "", now);
        } else if (before.mode() == cause.mode()) {
            return isThawDue(before, sight, now) ? before.to(Mode.THAWED, before.reason(), now) : before;
        }
        boolean further = sight.down().values().stream().anyMatch(before.since()::isBefore);
        boolean settled = before.mode() == Mode.OVERRIDDEN
                || (before.mode() == Mode.THAWED && cause.mode() == Mode.FROZEN_PARTLY);
        return settled && !further ? before : before.to(cause.mode(), cause.words(), now);
    }

    private static boolean isThawDue(GroupGuard guard, Sight sight, Instant now) {
        if (guard.mode() != Mode.FROZEN_PARTLY
                || guard.calmSince().equals(GroupGuard.NEVER)
                || sight.outOfReach()
                || !sight.answering()) {
            return false;
        }
        Instant since = guard.calmSince();
        for (Instant down : sight.down().values()) {
            since = later(since, down);
        }
        return !now.isBefore(since.plus(THAW_AFTER));
    }

    private static GroupGuard calm(GroupGuard guard, Sight sight, Instant now) {
        if (guard.mode() != Mode.FROZEN_PARTLY) {
            return guard;
        }
        boolean calm = !guard.calmSince().equals(GroupGuard.NEVER);
        if (calm == sight.outOfReach()) {
            return guard.calmSince(calm ? GroupGuard.NEVER : now);
        }
        return guard;
    }

    /** Each occupied node has its turn once its countdown has ended, one after the other. */
    private GroupGuard release(GroupGuard guard, Sight sight, Instant now) {
        List<NodeId> released = new ArrayList<>(guard.released());
        released.retainAll(sight.down().keySet());
        GroupGuard kept =
                released.size() == guard.released().size() ? guard : guard.released(released, guard.lastSlot());
        NodeId next = sight.occupied().stream()
                .filter(node -> sight.down().containsKey(node) && !released.contains(node))
                .min(Comparator.comparing((NodeId node) -> due(guard, sight, node))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
        if (next == null) {
            return kept;
        }
        Instant slot = due(guard, sight, next);
        if (!guard.lastSlot().equals(GroupGuard.NEVER)) {
            slot = later(slot, guard.lastSlot().plus(guard.mode().interval()));
        }
        if (now.isBefore(slot)) {
            return kept;
        }
        released.add(next);
        return kept.released(released, now.isBefore(slot.plus(JITTER)) ? slot : now);
    }

    private Instant due(GroupGuard guard, Sight sight, NodeId node) {
        Instant since = sight.down().get(node);
        return later(since == null ? guard.countdownFrom() : since, guard.countdownFrom())
                .plus(migrateDelay);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
