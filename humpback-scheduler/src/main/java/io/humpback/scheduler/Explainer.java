package io.humpback.scheduler;

import java.util.ArrayList;
import java.util.List;

/** Looks at every node as a {@link Scan} does, and keeps what it sees. */
final class Explainer {
    private final Rules rules;
    private final PlacementRequest request;

    private record Ranked(NodeEntry node, Rank rank) {}

    Explainer(Rules rules, PlacementRequest request) {
        this.rules = rules;
        this.request = request;
    }

    Explanation explain(NodeEntry[] nodes) {
        SpreadTree spread = new SpreadTree(rules, request, nodes, nodes.length);
        List<Ranked> fitting = new ArrayList<>();
        List<NodeVerdict> vetoed = new ArrayList<>();
        for (NodeEntry node : nodes) {
            if (!rules.considers(request, node)) {
                continue;
            }
            NodeFilter filter = rules.vetoing(request, node);
            if (filter == null) {
                Rank rank = new Rank(rules, request, spread);
                rank.fill(node);
                fitting.add(new Ranked(node, rank));
            } else {
                vetoed.add(vetoed(filter, node));
            }
        }
        fitting.sort((a, b) -> a.rank.compareTo(b.rank)); // stable, so equals keep the order of their ids
        List<NodeVerdict> verdicts = new ArrayList<>();
        for (Ranked ranked : fitting) {
            verdicts.add(weighed(ranked, verdicts.size() + 1));
        }
        verdicts.addAll(vetoed);
        return new Explanation(request, verdicts);
    }

    private NodeVerdict vetoed(NodeFilter filter, NodeEntry node) {
        Veto veto = Rules.veto(filter, request, node);
        if (veto == null) {
            throw Rules.failed("filter gives two answers to one question", filter, request, node, null);
        }
        try {
            return new NodeVerdict.Vetoed(node.id(), filter.name(), veto, filter.fact(request, node));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw Rules.failed("filter failed", filter, request, node, e);
        }
    }

    private NodeVerdict weighed(Ranked ranked, int place) {
        RankingStrategy strategy = rules.rankingFor(request);
        try {
            return new NodeVerdict.Weighed(
                    ranked.node.id(),
                    place,
                    ranked.rank.weight(),
                    ranked.rank.wishes(ranked.node),
                    strategy.parts(request, ranked.node));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw Rules.failed("strategy failed", strategy, request, ranked.node, e);
        }
    }
}
