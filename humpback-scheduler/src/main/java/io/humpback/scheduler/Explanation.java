package io.humpback.scheduler;

import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why a request goes where it goes, or nowhere. Immutable.
 *
 * @param verdicts one for each node that the request considers: first those that can take it, the best first, then those
 *     that cannot, ordered by id
 */
public record Explanation(PlacementRequest request, List<NodeVerdict> verdicts) {
    /** Copies the list. */
    public Explanation {
        verdicts = List.copyOf(verdicts);
    }

    /** Returns the node that the instance would go to, if there is one. */
    public Optional<NodeId> chosen() {
        return fitting().stream().findFirst().map(NodeVerdict.Weighed::node);
    }

    /** Returns the verdicts of the nodes that can take it, the best first. */
    public List<NodeVerdict.Weighed> fitting() {
        return verdicts.stream()
                .filter(NodeVerdict.Weighed.class::isInstance)
                .map(NodeVerdict.Weighed.class::cast)
                .toList();
    }

    /** Returns the verdicts of the nodes that cannot take it, ordered by id. */
    public List<NodeVerdict.Vetoed> vetoed() {
        return verdicts.stream()
                .filter(NodeVerdict.Vetoed.class::isInstance)
                .map(NodeVerdict.Vetoed.class::cast)
                .toList();
    }

    /**
     * Returns the answer in a sentence: {@code no node fits: 3 lack memory (need 8 GiB, most free 5.2 GiB), 2 do not match
     * node.labels.disk==ssd}.
     */
    public String summary() {
        Optional<NodeId> chosen = chosen();
        if (verdicts.isEmpty()) {
            return "no node fits: there is none";
        }
        if (chosen.isEmpty()) {
            return "no node fits: " + reasons();
        }
        String others = vetoed().isEmpty() ? "" : "; of the others " + reasons();
        return chosen.get() + " is the best of " + fitting().size() + others;
    }

    private String reasons() {
        Map<String, List<NodeVerdict.Vetoed>> byReason = vetoed().stream()
                .collect(Collectors.groupingBy(
                        verdict -> verdict.veto().reason(), TreeMap::new, Collectors.toCollection(ArrayList::new)));
        return byReason.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
                .map(entry -> entry.getValue().size() + " " + entry.getKey() + figures(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String figures(List<NodeVerdict.Vetoed> vetoed) {
        return vetoed.stream()
                .map(NodeVerdict.Vetoed::fact)
                .filter(Fact.Shortage.class::isInstance)
                .map(Fact.Shortage.class::cast)
                .max(Comparator.comparing(Fact.Shortage::free))
                .map(most -> " (need " + Amounts.needed(most.resource(), most.needed()) + ", most free "
                        + Amounts.free(most.resource(), most.free()) + ")")
                .orElse("");
    }

    /** Returns the summary and, below it, a line for each node. */
    public String text() {
        return verdicts.stream()
                .map(verdict -> "\n  " + verdict)
                .collect(Collectors.joining("", request + ": " + summary(), "\n"));
    }
}
