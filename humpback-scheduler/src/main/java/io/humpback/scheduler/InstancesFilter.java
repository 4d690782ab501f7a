package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Keeps the limits of instances: of the meta by node, and of all on the node. */
final class InstancesFilter implements NodeFilter {
    static final InstancesFilter INSTANCE = new InstancesFilter();

    private static final Veto META = Veto.temporary("host enough instances of the meta");
    private static final Veto NODE = Veto.temporary("host as many instances as they may");

    private InstancesFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        if (node.instancesOf(request.meta()) >= request.maxPerNode()) {
            return META;
        }
        return node.instances() >= node.maxInstances() ? NODE : null;
    }

    @Override
    public Fact fact(PlacementRequest request, NodeView node) {
        int own = node.instancesOf(request.meta());
        return own >= request.maxPerNode()
                ? new Fact.Mismatch("at most " + request.maxPerNode() + " of " + request.meta(), "" + own)
                : new Fact.Mismatch("at most " + node.maxInstances(), "" + node.instances());
    }

    @Override
    public String name() {
        return "instances";
    }
}
