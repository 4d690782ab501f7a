package io.humpback.scheduler.reconcile;

import io.humpback.core.NodeState;
import java.time.Duration;
import java.time.Instant;

/**
 * What probes have shown of a node, as an immutable state machine. A first miss makes a node suspect and is followed by
 * further tries at once; the third makes it down.
 *
 * @param reason why it is in its state, empty if that needs no words
 * @param misses how many probes in a row got no answer
 * @param nextProbe when to probe again
 */
public record NodeHealth(NodeState state, String reason, int misses, Instant nextProbe) {
    /** How many probes in a row a node must miss to be down. */
    public static final int TRIES = 3;
    /** How long a probe may take. */
    public static final Duration PROBE_DEADLINE = Duration.ofSeconds(3);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** Returns the health of a node that was never probed. */
    public static NodeHealth unknown(Instant now) {
        return new NodeHealth(NodeState.PENDING, "not probed yet", 0, now);
    }

    /** Returns the health after an answer. */
    public NodeHealth answered(Instant now, Duration heartbeat) {
        return new NodeHealth(NodeState.HEALTHY, "", 0, now.plus(heartbeat));
    }

    /** Returns the health after a probe that got no answer for {@code why}. */
    public NodeHealth missed(String why, Instant now, Duration heartbeat) {
        int count = Math.min(misses + 1, TRIES);
        if (count < TRIES) {
            NodeState next = state == NodeState.HEALTHY ? NodeState.SUSPECT : state;
            return new NodeHealth(next, why, count, now.plus(BETWEEN_TRIES));
        }
        return new NodeHealth(NodeState.DOWN, why, count, now.plus(shorter(heartbeat, BETWEEN_TRIES.multipliedBy(5))));
    }

    /** Returns this health with the next probe at once, because something else hints at trouble. */
    public NodeHealth doubted(Instant now) {
        return nextProbe.isAfter(now) ? new NodeHealth(state, reason, misses, now) : this;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
