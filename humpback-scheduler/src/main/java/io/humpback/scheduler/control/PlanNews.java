package io.humpback.scheduler.control;

import io.humpback.scheduler.reconcile.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells a listener what in a plan is new to it. Owned by the loop's thread. */
final class PlanNews {
    private final LoopListener listener;
    private final Map<String, String> pending = new HashMap<>();
    private final Set<String> quarantined = new HashSet<>();
    private Set<String> failures = Set.of();

    PlanNews(LoopListener listener) {
        this.listener = listener;
    }

    void tell(Plan plan) {
        plan.pending().forEach((name, reason) -> {
            if (!reason.equals(pending.put(name, reason))) {
                listener.pending(name, reason);
            }
        });
        pending.keySet().retainAll(plan.pending().keySet());
        for (String description : plan.quarantined()) {
            if (quarantined.add(description)) {
                listener.quarantined(description);
            }
        }
        quarantined.retainAll(plan.quarantined());
        tellFailures(plan);
    }

    /** The same failure follows from the same state in every step; a log that is full of it helps nobody. */
    private void tellFailures(Plan plan) {
        Set<String> present = new HashSet<>();
        for (RuntimeException failure : plan.failures()) {
            present.add(String.valueOf(failure.getMessage()));
            if (!failures.contains(String.valueOf(failure.getMessage()))) {
                listener.roundFailed(failure);
            }
        }
        failures = present;
    }
}
