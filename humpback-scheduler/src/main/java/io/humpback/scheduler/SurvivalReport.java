package io.humpback.scheduler;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a group of metas would lose with each of several losses, each of them alone. Immutable.
 *
 * @param losses one for each node or zone, ordered by name
 */
public record SurvivalReport(List<Loss> losses) {
    /**
     * The loss of one node or of all nodes of one zone.
     *
     * @param name the node's id, or the label with its value
     * @param missing by meta how many instances would find no other node; empty if all would
     * @param reasons why, each once, with figures
     */
    public record Loss(String name, Set<NodeId> nodes, Map<MetaId, Integer> missing, List<String> reasons) {
        /** Copies the collections. */
        public Loss {
            nodes = Set.copyOf(nodes);
            missing = Collections.unmodifiableMap(new TreeMap<>(missing));
            reasons = List.copyOf(reasons);
        }

        /** Returns whether every instance would find another node. */
        public boolean isSurvived() {
            return missing.isEmpty();
        }

        /** Returns the loss in words: {@code without n1: 2 of web lack a node: no node fits: 2 lack memory (…)}. */
        @Override
        public String toString() {
            if (isSurvived()) {
                return "without " + name + ": all find another node";
            }
            String missed = missing.entrySet().stream()
                    .map(entry -> entry.getValue() + " of " + entry.getKey())
                    .collect(Collectors.joining(", "));
            return "without " + name + ": " + missed + " lack a node: " + String.join("; ", reasons);
        }
    }

    /** Copies the list. */
    public SurvivalReport {
        losses = List.copyOf(losses);
    }

    /** Returns whether the group survives each of the losses. */
    public boolean survives() {
        return losses.stream().allMatch(Loss::isSurvived);
    }

    /** Returns the losses that the group does not survive. */
    public List<Loss> fatal() {
        return losses.stream().filter(loss -> !loss.isSurvived()).toList();
    }

    /** Returns the report in words, a line for each loss. */
    public String text() {
        return losses.stream().map(loss -> "  " + loss + "\n").collect(Collectors.joining());
    }
}
