package io.humpback.scheduler;

import java.util.HashMap;
import java.util.Map;

/** One look at every node for one request. */
final class Scan {
    private final Rules rules;
    private final PlacementRequest request;
    /** Arrays of one number, since boxes would be allocated for each node. */
    private final Map<Veto, int[]> vetoes = new HashMap<>();

    Scan(Rules rules, PlacementRequest request) {
        this.rules = rules;
        this.request = request;
    }

    /** Returns the position of the node with the lowest rank, or -1 if every node is vetoed. */
    int best(NodeEntry[] nodes, int count) {
        SpreadTree spread = new SpreadTree(rules, request, nodes, count);
        Rank candidate = new Rank(rules, request, spread);
        Rank lowest = new Rank(rules, request, spread);
        int best = -1;
        for (int i = 0; i < count; i++) {
            if (!isPossible(nodes[i])) {
                continue;
            }
            candidate.fill(nodes[i]);
            if (best < 0 || candidate.compareTo(lowest) < 0) {
                Rank old = lowest;
                lowest = candidate;
                candidate = old;
                best = i;
            }
        }
        return best;
    }

    private boolean isPossible(NodeEntry node) {
        if (!rules.considers(request, node)) {
            return false;
        }
        Veto veto = rules.veto(request, node);
        if (veto != null) {
            int[] count = vetoes.get(veto);
            if (count == null) {
                count = new int[1];
                vetoes.put(veto, count);
            }
            count[0]++;
        }
        return veto == null;
    }

    /** Returns how many nodes were vetoed for which reason. */
    Map<Veto, Integer> vetoes() {
        Map<Veto, Integer> counts = new HashMap<>();
        vetoes.forEach((veto, count) -> counts.put(veto, count[0]));
        return counts;
    }
}
