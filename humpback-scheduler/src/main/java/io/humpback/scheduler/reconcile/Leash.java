package io.humpback.scheduler.reconcile;

import io.humpback.core.NodeStatus;
import io.humpback.core.StopOnDisconnect;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps instances that ask for {@link StopOnDisconnect} from ever being two. Stateless.
 *
 * <p>What an agent counts from was noted before the last word of it that any center had: an announcement is counted from
 * its sending, and a question for its health from an answer that a leader has shown to have got. So the agent's count
 * began before {@code downSince}, and before this leader's own silence, which covers what a leader before it may have
 * heard without committing it. Both are read by the clock of one center each, and the later one counts.
 */
final class Leash {
    private Leash() {}

    /** Returns whether {@code instance} never runs beside another one of its index. */
    static boolean holds(Instance instance) {
        return !time(instance).isZero();
    }

    /** Returns whether the agent of a dead node has had the time to stop {@code instance}, if it was to. */
    static boolean hasSurelyEnded(Situation situation, Instance instance) {
        if (!holds(instance)) {
            return true;
        }
        ObservedNode node = instance.node();
        NodeStatus status = situation.committed().status(instance.assignment().node());
        Instant downSince = status == null ? null : status.downSince();
        Instant silentSince = node == null ? downSince : node.silentSince();
        if (downSince == null || silentSince == null || silentSince.equals(Instant.MAX)) {
            return false; // an agent without an engine is heard, and cannot stop anything
        }
        Instant from = silentSince.isAfter(downSince) ? silentSince : downSince;
        return !situation.now().isBefore(from.plus(time(instance)).plus(StopOnDisconnect.MARGIN));
    }

    private static Duration time(Instance instance) {
        return instance.spec().runOptions().stopOnDisconnect();
    }
}
