package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container of an assignment without looking through a node's whole list: made in one pass over all
 * containers, so that a round costs as much as there are containers and assignments, not their product. Immutable, safe
 * for use by several threads.
 */
public final class ContainerIndex {
    private final Situation situation;
    private final Map<Slot, ObservedContainer> byLabels = new HashMap<>();
    private final Map<Place, ObservedContainer> byId = new HashMap<>();
    private final Set<InstanceKey> moving = new HashSet<>();
    private final Map<InstanceKey, List<Located>> ofMoving = new HashMap<>();

    /** Where the labels of a container say that it belongs, and where it is. */
    private record Slot(NodeId node, MetaId meta, int index, long incarnation) {}

    private record Place(NodeId node, String containerId) {}

    /** A container and where it is. */
    record Located(ObservedNode node, ObservedContainer container) {
        HostedContainer hosted() {
            return Instance.hosted(node, container);
        }
    }

    private ContainerIndex(Situation situation) {
        this.situation = situation;
        for (Operation operation : situation.committed().operations()) {
            if (LiveMove.is(operation)) {
                operation.indexes().forEach(index -> moving.add(new InstanceKey(operation.metaId(), index)));
            }
        }
        if (situation.committed().clusterInfo() == null) {
            return; // nothing is ours yet
        }
        String cluster = situation.clusterId();
        for (ObservedNode observed : situation.observed().nodes()) {
            NodeId node = observed.node().id();
            for (ObservedContainer container : observed.containers()) {
                byId.put(new Place(node, container.id()), container);
                InstanceIdentity identity = container.identity();
                if (identity != null && identity.clusterId().equals(cluster)) {
                    Slot slot = new Slot(node, identity.metaId(), identity.index(), identity.incarnation());
                    byLabels.putIfAbsent(slot, container);
                    InstanceKey key = new InstanceKey(identity.metaId(), identity.index());
                    if (moving.contains(key)) {
                        ofMoving.computeIfAbsent(key, k -> new ArrayList<>()).add(new Located(observed, container));
                    }
                }
            }
        }
    }

    /** Returns the index of the containers of {@code situation}. */
    public static ContainerIndex of(Situation situation) {
        return new ContainerIndex(situation);
    }

    /** Returns the containers that are instances of {@code meta} and within reach, ordered by index. */
    public List<HostedContainer> containers(Meta meta) {
        return view(meta).reachableContainers();
    }

    /** Returns the container that {@code assignment} stands for, null if its node does not show it. */
    @Nullable
    ObservedContainer find(MetaId meta, Assignment assignment) {
        return assignment.containerId().isEmpty()
                ? byLabels.get(new Slot(assignment.node(), meta, assignment.index(), assignment.incarnation()))
                : byId.get(new Place(assignment.node(), assignment.containerId()));
    }

    /** Returns the live containers, and the others, that stood for an instance before the move that is under way. */
    List<Located> originals(InstanceKey instance, Assignment replacement) {
        return ofMoving.getOrDefault(instance, List.of()).stream()
                .filter(located -> !located.container().id().equals(replacement.containerId()))
                .filter(located -> located.container()
                        .findIdentity()
                        .filter(identity -> identity.incarnation() < replacement.incarnation()
                                && identity.specVersion() == replacement.specVersion())
                        .isPresent())
                .toList();
    }

    MetaView view(Meta meta) {
        return new MetaView(situation, meta, this);
    }

    /** Returns the views of all metas, ordered by id. */
    Map<MetaId, MetaView> views() {
        Map<MetaId, MetaView> views = new LinkedHashMap<>();
        for (Meta meta : situation.committed().metas()) {
            views.put(meta.id(), view(meta));
        }
        return views;
    }
}
