package io.humpback.scheduler;

import io.humpback.core.NodeId;
import java.util.Map;
import java.util.stream.Collectors;

/** The answer to a request. Immutable. */
public sealed interface Decision {
    /** The instance goes to {@code node}, where it is reserved already. */
    record Placed(NodeId node) implements Decision {}

    /**
     * No node can take it.
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
            return vetoes.entrySet().stream()
                    .sorted(Map.Entry.<Veto, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(entry -> entry.getKey().reason()))
                    .map(entry -> entry.getValue() + " " + entry.getKey().reason())
                    .collect(Collectors.joining(", ", "no node fits: ", ""));
        }
    }
}
