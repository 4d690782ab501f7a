package io.humpback.scheduler;

import io.humpback.core.NodeState;
import org.jspecify.annotations.Nullable;

enum HealthFilter implements NodeFilter {
    INSTANCE;

    private static final Veto NOT_HEALTHY = Veto.temporary("are not healthy");

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        return node.state() == NodeState.HEALTHY ? null : NOT_HEALTHY;
    }
}
