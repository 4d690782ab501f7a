package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Lets nodes pass which an operator neither paused nor drains. */
final class AvailabilityFilter implements NodeFilter {
    static final AvailabilityFilter INSTANCE = new AvailabilityFilter();

    private static final Veto PAUSED = Veto.temporary("are paused");
    private static final Veto DRAINING = Veto.temporary("are draining");

    private AvailabilityFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        return switch (node.availability()) {
            case ACTIVE -> null;
            case PAUSED -> PAUSED;
            case DRAINING -> DRAINING;
        };
    }

    @Override
    public String name() {
        return "availability";
    }
}
