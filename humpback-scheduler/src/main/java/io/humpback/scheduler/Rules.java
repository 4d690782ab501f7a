package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Calls what others wrote, and names it where it breaks its promise. */
final class Rules {
    private final NodeFilter[] filters;
    private final RankingStrategy ranking;
    final boolean spreadsInstances;

    Rules(NodeFilter[] filters, RankingStrategy ranking, boolean spreadsInstances) {
        this.filters = filters;
        this.ranking = ranking;
        this.spreadsInstances = spreadsInstances;
    }

    boolean considers(PlacementRequest request, NodeView node) {
        try {
            return request.within().test(node.id());
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw failed("predicate within failed", request.within(), request, node, e);
        }
    }

    @Nullable
    Veto veto(PlacementRequest request, NodeView node) {
        for (NodeFilter filter : filters) {
            Veto veto = veto(filter, request, node);
            if (veto != null) {
                return veto;
            }
        }
        return null;
    }

    /** Returns the first filter that vetoes {@code node}, or null. */
    @Nullable
    NodeFilter vetoing(PlacementRequest request, NodeView node) {
        for (NodeFilter filter : filters) {
            if (veto(filter, request, node) != null) {
                return filter;
            }
        }
        return null;
    }

    static @Nullable Veto veto(NodeFilter filter, PlacementRequest request, NodeView node) {
        try {
            return filter.veto(request, node);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw failed("filter failed", filter, request, node, e);
        }
    }

    RankingStrategy rankingFor(PlacementRequest request) {
        RankingStrategy own = request.ranking();
        return own == null ? ranking : own;
    }

    double weight(PlacementRequest request, NodeView node) {
        RankingStrategy strategy = rankingFor(request);
        double weight;
        try {
            weight = strategy.weigh(request, node);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw failed("strategy failed", strategy, request, node, e);
        }
        if (!Double.isFinite(weight)) {
            throw failed("weight: " + weight + " (expected: a finite number)", strategy, request, node, null);
        }
        return weight;
    }

    static ExtensionException failed(
            String what, Object extension, PlacementRequest request, NodeView node, @Nullable Throwable cause) {
        return new ExtensionException(what, extension, node, request.meta().value(), cause);
    }
}
