package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.ContainerState;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.Recovered;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Containers of ours that are not what their index is assigned to. One goes only for a committed reason that names it;
 * one that nothing explains is left alone and reported.
 */
final class StaleContainers {
    private final List<Effect.Remove> removable = new ArrayList<>();
    private final List<Returned> returned = new ArrayList<>();
    private final List<String> quarantined = new ArrayList<>();
    private final Situation situation;
    private final Set<InstanceKey> starting = new HashSet<>();
    private final Set<InstanceKey> moving = new HashSet<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<String> expelled;
    private final Map<String, MetaId> tombstoned = new HashMap<>();

    /** A live container of an earlier incarnation, found while nothing runs in its place. */
    record Returned(InstanceKey instance, NodeId node, ObservedContainer container) {}

    StaleContainers(Situation situation, Map<MetaId, MetaView> views) {
        this.situation = situation;
        situation.committed().operations().forEach(this::note);
        expelled = ExpelledContainers.ids(situation);
        situation
                .committed()
                .tombstones()
                .forEach(tombstone -> tombstone.containerIds().forEach(id -> tombstoned.put(id, tombstone.metaId())));
        for (ObservedNode node : situation.observed().nodes()) {
            if (!node.isUsable()) {
                continue;
            }
            for (ObservedContainer container : node.containers()) {
                if (expelled.contains(container.id())) {
                    continue;
                }
                MetaId removed = tombstoned.get(container.id());
                if (removed != null) {
                    removable.add(removalOf(node, container, removed));
                    continue;
                }
                InstanceIdentity identity = container.identity();
                if (identity == null) {
                    continue;
                }
                if (identity.clusterId().equals(situation.clusterId())) {
                    classify(node, container, identity, views.get(identity.metaId()));
                } else {
                    // it may be ours from before our state was lost, so somebody should know
                    quarantine(node, container, "it belongs to cluster " + identity.clusterId());
                }
            }
        }
    }

    /** One that was adopted may carry no labels of ours: its Docker id names it. */
    private static Effect.Remove removalOf(ObservedNode node, ObservedContainer container, MetaId removed) {
        int index = container.findIdentity().map(InstanceIdentity::index).orElse(1);
        return new Effect.Remove(
                node.node().id(), new InstanceKey(removed, index), container.id(), "its meta was removed");
    }

    private void note(Operation operation) {
        operation.lastSeen().forEach(seen -> leaving.add(seen.container().id()));
        if (LiveMove.is(operation)) {
            operation.indexes().forEach(index -> moving.add(new InstanceKey(operation.metaId(), index)));
        }
        if (operation.cause() != Cause.OPERATE) {
            operation.indexes().forEach(index -> starting.add(new InstanceKey(operation.metaId(), index)));
        }
    }

    private void classify(
            ObservedNode node,
            ObservedContainer container,
            InstanceIdentity identity,
            @org.jspecify.annotations.Nullable MetaView view) {
        if (view == null) {
            Tombstone tombstone = situation.committed().tombstone(identity.metaId());
            if (tombstone == null) {
                quarantine(node, container, "its meta is not known");
            } else {
                remove(node, container, identity, "its meta was removed");
            }
            return;
        }
        MetaAssignments assignments = view.assignments();
        Instance instance = view.instances().get(identity.index());
        Assignment assigned = instance == null ? null : instance.assignment();
        if (assigned != null && assigned.node().equals(node.node().id()) && view.isContainerOf(assigned, container)) {
            return;
        }
        if (identity.incarnation() > assignments.lastIncarnation()) {
            quarantine(node, container, "its incarnation was never committed");
        } else if (assigned == null) {
            released(node, container, identity, view);
        } else if (identity.incarnation() < assigned.incarnation()) {
            superseded(node, container, identity, view);
        } else {
            quarantine(node, container, "its incarnation belongs to another container");
        }
    }

    private void superseded(ObservedNode node, ObservedContainer container, InstanceIdentity identity, MetaView view) {
        Instance replacement = view.instances().get(identity.index());
        if (replacement == null) {
            return;
        }
        boolean live = container.state().isLive();
        boolean exists = replacement.presence() == Instance.Presence.PRESENT && replacement.isNodeUsable();
        if (exists && (replacement.isSatisfied() || !live)) {
            remove(node, container, identity, "a newer one runs in its place");
        } else if (isLeftover(container, identity, replacement)) {
            remove(node, container, identity, "it was never started, and a newer one takes its place");
        } else if (live
                && !moving.contains(replacement.key())
                && mayNotRun(replacement)
                && !situation.calls().isCreatedSince(replacement.key(), node.listTicket())
                && identity.specVersion() == replacement.assignment().specVersion()) {
            returned.add(new Returned(replacement.key(), node.node().id(), container));
        }
    }

    /** Whether it only keeps a name: it should have been started, never was, and nobody is about to do so. */
    private boolean isLeftover(ObservedContainer container, InstanceIdentity identity, Instance replacement) {
        return container.state().status() == ContainerState.Status.CREATED
                && replacement.assignment().goal().state() == RunState.RUNNING
                && !moving.contains(replacement.key())
                && !situation.calls().isUnderWay(Effect.keyOf(replacement.key(), identity.incarnation()));
    }

    /**
     * Whether the replacement was never seen to run. One that ran before its node went out of reach keeps its place,
     * which is known by its operation having ended; so does one that runs although it is to be stopped by now, or the
     * two would take turns for ever.
     */
    private boolean mayNotRun(Instance replacement) {
        boolean absent = replacement.presence() == Instance.Presence.ABSENT;
        return starting.contains(replacement.key())
                ? !replacement.isSatisfied() && !replacement.isLive()
                : absent && !replacement.meta().options().recovery();
    }

    /** An index whose replacement could not be created has no node for a while, but is still wanted. */
    private void released(ObservedNode node, ObservedContainer container, InstanceIdentity identity, MetaView view) {
        Recovered recovered = view.assignments().recovered();
        if (recovered != null && recovered.leavesOpen(identity.index(), identity.incarnation())) {
            quarantine(node, container, "the state was rebuilt without it");
            return;
        }
        boolean needed = view.unassigned().contains(identity.index())
                && container.state().isLive();
        if (needed && identity.specVersion() == view.baseVersion()) {
            InstanceKey key = new InstanceKey(identity.metaId(), identity.index());
            returned.add(new Returned(key, node.node().id(), container));
        } else if (!needed) { // one of another configuration goes when its successor runs
            remove(node, container, identity, "its index was released");
        }
    }

    private void remove(ObservedNode node, ObservedContainer container, InstanceIdentity identity, String reason) {
        removable.add(new Effect.Remove(
                node.node().id(), new InstanceKey(identity.metaId(), identity.index()), container.id(), reason));
    }

    private void quarantine(ObservedNode node, ObservedContainer container, String reason) {
        quarantined.add(
                "container " + container.name() + " on node " + node.node().name() + ": " + reason);
    }

    /** Returns what may go now. */
    List<Effect.Remove> removable() {
        return removable;
    }

    /** Returns what came back before its replacement ran, at most one for each instance. */
    Map<InstanceKey, Returned> returned() {
        Map<InstanceKey, Returned> byInstance = new TreeMap<>(
                java.util.Comparator.comparing((InstanceKey key) -> key.meta()).thenComparing(InstanceKey::index));
        returned.forEach(one -> byInstance.putIfAbsent(one.instance(), one));
        return byInstance;
    }

    /** Returns what is left alone, in words. */
    List<String> quarantined() {
        return quarantined;
    }

    /** Returns the nodes that came back with what has to go first; what an open operation takes away is none of it. */
    Set<NodeId> unswept() {
        Set<NodeId> nodes = new HashSet<>();
        for (Effect.Remove effect : removable) {
            if (!leaving.contains(effect.containerId())) {
                nodes.add(effect.node());
            }
        }
        return nodes;
    }
}
