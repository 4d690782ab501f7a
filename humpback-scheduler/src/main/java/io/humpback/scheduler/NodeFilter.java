package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a node may take an instance at all.
 *
 * <p>Implementations must be stateless, and so safe for use by several threads. They run while the {@link ClusterState}
 * is held, so they should be quick; about 50 ns is usual. What one throws becomes an {@link ExtensionException}.
 */
@FunctionalInterface
public interface NodeFilter {
    /** Returns the reason why {@code node} may not take {@code request}, or null if it may. Allocates nothing. */
    @Nullable
    Veto veto(PlacementRequest request, NodeView node);

    /**
     * Returns what was found at a node that this filter vetoed, or null if the veto's reason says it all. Called only for
     * an {@link Explanation}, so it may allocate.
     */
    default @Nullable Fact fact(PlacementRequest request, NodeView node) {
        return null;
    }

    /** Returns what explanations call this filter; the name of its class unless said otherwise. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Returns a filter that lets healthy nodes pass. */
    static NodeFilter health() {
        return HealthFilter.INSTANCE;
    }

    /** Returns a filter that lets nodes pass which an operator neither paused nor drains. */
    static NodeFilter availability() {
        return AvailabilityFilter.INSTANCE;
    }

    /** Returns a filter that asks for every constraint and for one of the platforms of the request. */
    static NodeFilter placement() {
        return PlacementFilter.INSTANCE;
    }

    /** Returns a filter that asks for every image and every label that the request names. */
    static NodeFilter requirements() {
        return RequirementFilter.INSTANCE;
    }

    /** Returns a filter that asks for every hard wish to be together or apart. */
    static NodeFilter affinity() {
        return AffinityFilter.INSTANCE;
    }

    /** Returns a filter that keeps the limits of instances: of the meta by node, and of all on the node. */
    static NodeFilter instances() {
        return InstancesFilter.INSTANCE;
    }

    /** Returns a filter that asks for the host's ports which the request names to be free. */
    static NodeFilter ports() {
        return PortFilter.INSTANCE;
    }

    /**
     * Returns a filter that asks for enough free CPU, memory and extended resources. A node without any capacity is
     * vetoed for every request.
     *
     * @param overcommit how much more than the capacity of CPU and memory may be reserved, as a fraction of it; above -1,
     *     counted in millionths. Extended resources are never overcommitted.
     */
    static NodeFilter resources(double overcommit) {
        return new ResourceFilter(overcommit);
    }
}
