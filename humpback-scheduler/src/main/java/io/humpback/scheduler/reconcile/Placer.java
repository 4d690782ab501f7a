package io.humpback.scheduler.reconcile;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.Decision;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.Scheduler;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds nodes for instances, one after the other, each on top of those before. Made anew for each round; not safe for
 * use by several threads.
 */
public final class Placer {
    private final Scheduler scheduler;
    private final Situation situation;
    private final ClusterState cluster = new ClusterState();
    private final Map<InstanceKey, Long> reservations = new HashMap<>();

    /**
     * Creates one on top of what is assigned now.
     *
     * @param metas all metas of the situation
     * @param moving instances that look for another node, so that what they reserve now does not count
     * @param unswept nodes that came back and still hold containers which have to go first
     */
    Placer(
            Scheduler scheduler,
            Situation situation,
            Collection<MetaView> metas,
            Set<InstanceKey> moving,
            Set<NodeId> unswept) {
        this.scheduler = scheduler;
        this.situation = situation;
        Set<String> instances = containerIds(metas);
        for (ObservedNode node : situation.observed().nodes()) {
            join(node, unswept.contains(node.node().id()), instances);
        }
        metas.forEach(meta -> reserve(meta, moving));
    }

    private static Set<String> containerIds(Collection<MetaView> metas) {
        Set<String> ids = new HashSet<>();
        for (MetaView meta : metas) {
            for (Instance instance : meta.instances().values()) {
                ObservedContainer container = instance.container();
                if (container != null) {
                    ids.add(container.id());
                }
                ContainerIndex.Located original = meta.original(instance);
                if (original != null) {
                    ids.add(original.container().id());
                }
            }
        }
        return ids;
    }

    /** Containers that are instances are counted as they are reserved, the others here. */
    private void join(ObservedNode observed, boolean unswept, Set<String> instances) {
        List<ObservedContainer> others = observed.containers().stream()
                .filter(container -> !instances.contains(container.id()))
                .toList();
        NodeId id = observed.node().id();
        NodeStatus status = situation.committed().status(observed.node());
        boolean full = situation.calls().troubles().isFull(id, situation.now());
        boolean ready = observed.isUsable() && !unswept && !full;
        cluster.join(
                observed.node(),
                ready || observed.state() != NodeState.HEALTHY ? observed.state() : NodeState.PENDING,
                status.availability(),
                status.labels(),
                others.size());
        for (ObservedContainer container : others) {
            if (container.state().isLive()) {
                cluster.occupy(id, container.spec().ports());
            }
        }
    }

    private void reserve(MetaView view, Set<InstanceKey> moving) {
        for (Instance instance : view.instances().values()) {
            if (!moving.contains(instance.key())) {
                reoccupy(instance);
            }
            ContainerIndex.Located original = view.original(instance); // it needs its room until it is gone
            if (original != null) {
                cluster.reserve(
                        original.node().node().id(),
                        view.meta().id(),
                        view.meta().spec().reservation(),
                        fixedPorts(view.meta().spec()));
            }
        }
    }

    /** Counts again what {@code instance} reserves. */
    void reoccupy(Instance instance) {
        NodeId node = instance.assignment().node();
        ContainerSpec spec = instance.spec();
        if (cluster.contains(node) && !reservations.containsKey(instance.key())) {
            reservations.put(
                    instance.key(), cluster.reserve(node, instance.meta().id(), spec.reservation(), fixedPorts(spec)));
        }
    }

    /** Counts no more what {@code instance} reserves, since it is about to be replaced. */
    void vacate(Instance instance) {
        Long reservation = reservations.remove(instance.key());
        if (reservation != null) {
            cluster.release(reservation);
        }
    }

    /** Returns a node for an instance of {@code meta}, and reserves it there. */
    public Decision place(Meta meta, int index) {
        return place(meta, meta.specVersion(), index);
    }

    /** Returns a node for an instance of {@code meta} with one of its configurations, and reserves it there. */
    Decision place(Meta meta, long specVersion, int index) {
        return place(meta, specVersion, index, members(meta));
    }

    /** Returns whether {@code only} can take an instance of {@code meta}, and reserves it there if so. */
    Decision place(Meta meta, long specVersion, int index, NodeId only) {
        return place(meta, specVersion, index, members(meta).contains(only) ? Set.of(only) : Set.of());
    }

    private Set<NodeId> members(Meta meta) {
        Set<NodeId> members = new HashSet<>();
        Group group = situation.committed().group(meta.groupId());
        if (group != null && group.clusterMode()) {
            for (ObservedNode member : situation.observed().members(group)) {
                members.add(member.node().id());
            }
        }
        return members;
    }

    private Decision place(Meta meta, long specVersion, int index, Set<NodeId> members) {
        ContainerSpec spec = meta.specOf(specVersion);
        return scheduler.place(
                new PlacementRequest(
                        meta.id(),
                        spec.reservation(),
                        meta.placement(),
                        fixedPorts(spec),
                        penalised(meta.id(), spec, index),
                        members::contains),
                cluster);
    }

    /** A node that refused one instance of a meta is likely to refuse the others too; an unstable one comes last as well. */
    private Set<NodeId> penalised(MetaId meta, ContainerSpec wanted, int index) {
        Set<NodeId> nodes = new HashSet<>(situation.calls().failedNodes(new InstanceKey(meta, index)));
        for (int other : situation.committed().assignments(meta).byIndex().keySet()) {
            nodes.addAll(situation.calls().failedNodes(new InstanceKey(meta, other)));
        }
        nodes.addAll(situation.calls().troubles().nodesWithout(fixedPorts(wanted), situation.now()));
        for (ObservedNode observed : situation.observed().nodes()) {
            if (observed.unstable()) {
                nodes.add(observed.node().id());
            }
        }
        return nodes;
    }

    /** Under host networking Docker publishes nothing, so the ports that are named bind nothing. */
    private static List<PortMapping> fixedPorts(ContainerSpec spec) {
        return spec.usesHostNetwork()
                ? List.of()
                : spec.ports().stream().filter(PortMapping::isFixed).toList();
    }
}
