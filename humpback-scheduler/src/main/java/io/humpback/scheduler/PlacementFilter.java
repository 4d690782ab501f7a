package io.humpback.scheduler;

import io.humpback.core.Constraint;
import io.humpback.core.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

enum PlacementFilter implements NodeFilter {
    INSTANCE;

    private static final Veto CONSTRAINT = Veto.permanent("do not match the constraints");
    private static final Veto PLATFORM = Veto.permanent("are of another platform");

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        List<Constraint> constraints = request.placement().constraints();
        for (int i = 0; i < constraints.size(); i++) { // by index: an iterator would be an allocation for each node
            if (!constraints.get(i).matches(node.node(), node.labels())) {
                return CONSTRAINT;
            }
        }
        List<Platform> platforms = request.placement().platforms();
        for (int i = 0; i < platforms.size(); i++) {
            if (platforms.get(i).matches(node.node().facts().platform())) {
                return null;
            }
        }
        return platforms.isEmpty() ? null : PLATFORM;
    }
}
