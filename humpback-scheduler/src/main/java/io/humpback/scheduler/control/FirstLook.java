package io.humpback.scheduler.control;

import io.humpback.scheduler.reconcile.Observation;
import io.humpback.scheduler.reconcile.ObservedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds commands back until every announced node was looked at once: before that nobody knows what a removal takes
 * away, nor where there is room. Owned by the loop's thread.
 */
final class FirstLook {
    /** A node that neither answers nor is found dead by then does not hold up the others. */
    static final Duration LIMIT = Duration.ofSeconds(15);

    private final List<Input.Request> held = new ArrayList<>();
    private Instant end = Instant.MAX;
    private boolean over;

    void begin(Instant now) {
        end = now.plus(LIMIT);
    }

    void hold(Input.Request command) {
        held.add(command);
    }

    boolean isOver() {
        return over;
    }

    /** Takes into account what is observed now. */
    void look(Observation observed, Instant now) {
        boolean seen = observed.complete() && observed.nodes().stream().noneMatch(ObservedNode::isUnseen);
        over = over || seen || !now.isBefore(end);
    }

    /** Returns what was held back, in the order in which it came, and forgets it. */
    List<Input.Request> release() {
        List<Input.Request> released = List.copyOf(held);
        held.clear();
        return released;
    }
}
