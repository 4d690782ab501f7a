package io.humpback.scheduler;

import io.humpback.core.NodeId;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The answer to a request. Immutable. */
public sealed interface Decision {
    /**
     * The instance goes to {@code node}, where it is reserved already.
     *
     * @param reservation what {@link ClusterState#release} takes
     */
    record Placed(NodeId node, long reservation) implements Decision {}

    /**
     * No node can take it. {@link Scheduler#explain} tells more, such as how much is free where.
     *
     * @param vetoes how many nodes were vetoed for which reason
     */
    record Refused(Map<Veto, Integer> vetoes) implements Decision {
        /** Copies {@code vetoes}. */
        public Refused {
            vetoes = Map.copyOf(vetoes);
        }

        /** Returns the answer in a sentence: {@code no node fits: 3 lack memory, 2 are not healthy}. */
        public String summary() {
            if (vetoes.isEmpty()) {
                return "no node fits: there is none";
            }
            Map<String, Integer> byReason = new TreeMap<>(); // CPU that will never do and CPU that may are one reason
            vetoes.forEach((veto, count) -> byReason.merge(veto.reason(), count, Integer::sum));
            return byReason.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .map(entry -> entry.getValue() + " " + entry.getKey())
                    .collect(Collectors.joining(", ", "no node fits: ", ""));
        }

        /** Returns whether waiting may help: at least one node was vetoed for a reason that may pass by itself. */
        public boolean isTransient() {
            return vetoes.keySet().stream().anyMatch(Veto::isTransient);
        }
    }

    /** Returns whether a node was found. */
    default boolean isPlaced() {
        return this instanceof Placed;
    }
}
