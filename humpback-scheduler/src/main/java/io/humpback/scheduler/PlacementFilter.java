package io.humpback.scheduler;

import io.humpback.core.Constraint;
import io.humpback.core.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for every constraint and for one of the platforms. */
final class PlacementFilter implements NodeFilter {
    static final PlacementFilter INSTANCE = new PlacementFilter();

    private static final Veto PLATFORM = Veto.permanent("are of another platform");

    private PlacementFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        int unmet = unmet(request, node);
        return unmet < 0 ? platformVeto(request, node) : request.prepared().constraintVetoes[unmet];
    }

    /** Returns the position of the first constraint that {@code node} does not meet, or -1. */
    private static int unmet(PlacementRequest request, NodeView node) {
        Constraint[] constraints = request.prepared().constraints;
        for (int i = 0; i < constraints.length; i++) {
            if (!constraints[i].matches(node.node(), node.labels())) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable Veto platformVeto(PlacementRequest request, NodeView node) {
        List<Platform> platforms = request.placement().platforms();
        for (int i = 0; i < platforms.size(); i++) { // by index: an iterator would be an allocation for each node
            if (platforms.get(i).matches(node.node().facts().platform())) {
                return null;
            }
        }
        return platforms.isEmpty() ? null : PLATFORM;
    }

    @Override
    public Fact fact(PlacementRequest request, NodeView node) {
        int unmet = unmet(request, node);
        if (unmet < 0) {
            return new Fact.Mismatch(
                    request.placement().platforms().toString(),
                    node.node().facts().platform().toString());
        }
        Constraint constraint = request.prepared().constraints[unmet];
        return new Fact.Mismatch(constraint.toString(), found(constraint, node));
    }

    private static String found(Constraint constraint, NodeView node) {
        return switch (constraint.attribute()) {
            case ID -> node.id().value();
            case HOSTNAME -> node.node().name();
            case IP -> node.node().address();
            case OS -> node.node().facts().platform().os();
            case ARCH -> node.node().facts().platform().architecture();
            case NODE_LABEL -> node.labels().getOrDefault(constraint.label(), "no such label");
            case ENGINE_LABEL -> node.node().facts().labels().getOrDefault(constraint.label(), "no such label");
        };
    }

    @Override
    public String name() {
        return "placement";
    }
}
