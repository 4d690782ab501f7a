package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

enum AvailabilityFilter implements NodeFilter {
    INSTANCE;

    private static final Veto PAUSED = Veto.temporary("are paused");
    private static final Veto DRAINING = Veto.temporary("are draining");

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        return switch (node.availability()) {
            case ACTIVE -> null;
            case PAUSED -> PAUSED;
            case DRAINING -> DRAINING;
        };
    }
}
