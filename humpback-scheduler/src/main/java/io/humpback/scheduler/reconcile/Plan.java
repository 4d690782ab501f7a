package io.humpback.scheduler.reconcile;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What follows from a situation. Immutable.
 *
 * @param changes to be committed, in order; after that the situation is another one
 * @param effects what follows from what is committed already, in order
 * @param pending the instances that have no node, with the reason
 * @param quarantined containers that carry our labels and that nothing committed explains; they are left alone
 * @param failures what went wrong with single metas, by a defect of ours or of a strategy; nothing is decided for those
 */
public record Plan(
        List<Change> changes,
        List<Effect> effects,
        SortedMap<String, String> pending,
        List<String> quarantined,
        List<RuntimeException> failures) {
    /** Nothing to commit, nothing to do. */
    public static final Plan NOTHING = new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of());

    /** Copies the collections. */
    public Plan {
        changes = List.copyOf(changes);
        effects = List.copyOf(effects);
        pending = new TreeMap<>(pending);
        quarantined = List.copyOf(quarantined);
        failures = List.copyOf(failures);
    }

    /** Returns the plan to commit {@code changes} before anything else is decided. */
    static Plan committing(List<Change> changes) {
        return new Plan(changes, List.of(), new TreeMap<>(), List.of(), List.of());
    }

    /** Returns whether there is nothing to commit and nothing to do. */
    public boolean isEmpty() {
        return changes.isEmpty() && effects.isEmpty();
    }
}
