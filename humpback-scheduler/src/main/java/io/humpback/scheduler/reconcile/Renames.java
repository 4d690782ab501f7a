package io.humpback.scheduler.reconcile;

import io.humpback.core.ObservedContainer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives a container that somebody renamed its name again. */
final class Renames {
    private Renames() {}

    /**
     * Returns the call that gives an instance's container its name, null if it has it or the name is taken: then that
     * is told in {@code pending} and both containers are left alone.
     */
    static @Nullable Effect back(Situation situation, Instance instance, Map<String, String> pending) {
        ObservedContainer container = instance.container();
        ObservedNode node = instance.node();
        String name = instance.meta().containerName(instance.assignment().index());
        if (container == null
                || node == null
                || container.name().equals(name)
                || !instance.meta().options().recovery()) {
            return null;
        }
        for (ObservedContainer other : node.containers()) {
            if (other.name().equals(name)) {
                pending.put(
                        name,
                        "its container was renamed to " + container.name() + ", and its name is taken by another");
                return null;
            }
        }
        Effect rename = new Effect.Rename(node.node().id(), instance.key(), container.id(), name);
        return situation.calls().mayCall(rename.key(), situation.now()) ? rename : null;
    }
}
