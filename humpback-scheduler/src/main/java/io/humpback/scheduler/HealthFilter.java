package io.humpback.scheduler;

import io.humpback.core.NodeState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets healthy nodes pass. */
final class HealthFilter implements NodeFilter {
    static final HealthFilter INSTANCE = new HealthFilter();

    private static final Veto NOT_HEALTHY = Veto.temporary("are not healthy");

    private HealthFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        return node.state() == NodeState.HEALTHY ? null : NOT_HEALTHY;
    }

    @Override
    public Fact fact(PlacementRequest request, NodeView node) {
        return new Fact.Mismatch("healthy", node.state().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String name() {
        return "health";
    }
}
