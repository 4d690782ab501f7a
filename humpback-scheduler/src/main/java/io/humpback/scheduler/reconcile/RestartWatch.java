package io.humpback.scheduler.reconcile;

import io.humpback.core.ContainerState;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often engines started containers again by themselves, told from the counts in two lists of one node. What had
 * happened before the first list is nobody's business. Owned by the loop's thread.
 */
final class RestartWatch {
    private final Map<NodeId, Map<String, Integer>> counts = new HashMap<>();

    /**
     * Notes what a list shows.
     *
     * @param ours the containers of this cluster; all others of the node are forgotten
     * @return how often each was started again since the list before, by Docker id; only those that were
     */
    Map<String, Integer> listed(NodeId node, Collection<ObservedContainer> ours) {
        Map<String, Integer> before = counts.getOrDefault(node, Map.of());
        Map<String, Integer> now = new HashMap<>();
        Map<String, Integer> restarts = new HashMap<>();
        for (ObservedContainer container : ours) {
            int count = container.state().restartCount();
            now.put(container.id(), count);
            int times = restarts(before.get(container.id()), container.state());
            if (times > 0) {
                restarts.put(container.id(), times);
            }
        }
        counts.put(node, now);
        return restarts;
    }

    /** One that just waits to be started again has failed at least once; a start by somebody sets the count back. */
    private static int restarts(@Nullable Integer before, ContainerState state) {
        if (before == null) {
            return state.status() == ContainerState.Status.RESTARTING ? 1 : 0;
        }
        return before <= state.restartCount() ? state.restartCount() - before : 0;
    }

    /** Forgets all nodes but these. */
    void forgetAllBut(Set<NodeId> nodes) {
        counts.keySet().retainAll(nodes);
    }
}
