package io.humpback.scheduler;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One instance that looks for a node. Immutable.
 *
 * @param meta the meta it belongs to
 * @param resources what it reserves
 * @param fixedPorts the host's ports it needs
 * @param penalised nodes that failed for this meta lately: they are taken only when nothing else is left
 * @param within which nodes are considered at all, such as those of a group
 */
public record PlacementRequest(
        MetaId meta,
        Resources resources,
        Placement placement,
        List<PortMapping> fixedPorts,
        Set<NodeId> penalised,
        Predicate<NodeId> within) {
    /** Copies the collections. */
    public PlacementRequest {
        fixedPorts = List.copyOf(fixedPorts);
        penalised = Set.copyOf(penalised);
    }

    /** Returns a request without wishes. */
    public static PlacementRequest of(MetaId meta, Resources resources) {
        return new PlacementRequest(meta, resources, Placement.ANYWHERE, List.of(), Set.of(), node -> true);
    }
}
