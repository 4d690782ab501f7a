package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a node may take an instance at all.
 *
 * <p>Implementations must be stateless, and so safe for use by several threads.
 */
@FunctionalInterface
public interface NodeFilter {
    /** Returns the reason why {@code node} may not take {@code request}, or null if it may. Allocates nothing. */
    @Nullable
    Veto veto(PlacementRequest request, NodeView node);

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

    /**
     * Returns a filter that asks for enough free CPU and memory.
     *
     * @param overcommit how much more than the capacity may be reserved, as a fraction of it; above -1
     */
    static NodeFilter resources(double overcommit) {
        return new ResourceFilter(overcommit);
    }

    /** Returns a filter that asks for the host's ports which the request names to be free. */
    static NodeFilter ports() {
        return PortFilter.INSTANCE;
    }
}
