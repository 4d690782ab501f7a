package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Asks for every hard wish to be together or apart. */
final class AffinityFilter implements NodeFilter {
    static final AffinityFilter INSTANCE = new AffinityFilter();

    private AffinityFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        Affinity[] hard = request.prepared().hard;
        for (int i = 0; i < hard.length; i++) {
            if (!hard[i].isSatisfiedBy(node)) {
                return request.prepared().hardVetoes[i];
            }
        }
        return null;
    }

    @Override
    public @Nullable Fact fact(PlacementRequest request, NodeView node) {
        for (Affinity wish : request.prepared().hard) {
            if (!wish.isSatisfiedBy(node)) {
                return new Fact.Mismatch(wish.toString(), "");
            }
        }
        return null;
    }

    @Override
    public String name() {
        return "affinity";
    }
}
