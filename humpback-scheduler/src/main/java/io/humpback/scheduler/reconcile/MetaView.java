package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A meta, its assignments and what is observed of them. Immutable in effect; made anew for each round. */
final class MetaView {
    private final Situation situation;
    private final Meta meta;
    private final ContainerIndex index;
    private final MetaAssignments assignments;
    private final TreeMap<Integer, Instance> instances = new TreeMap<>();

    MetaView(Situation situation, Meta meta, ContainerIndex index) {
        this.situation = situation;
        this.meta = meta;
        this.index = index;
        this.assignments = situation.committed().assignments(meta.id());
        for (Assignment assignment : assignments.assignments()) {
            instances.put(assignment.index(), instance(assignment, index.find(meta.id(), assignment)));
        }
    }

    private Instance instance(Assignment assignment, @Nullable ObservedContainer container) {
        ObservedNode node = situation.observed().node(assignment.node());
        return new Instance(
                meta,
                assignment,
                node,
                container,
                presence(assignment, node, container),
                container != null && situation.calls().wasStoppedByHand(container.id()));
    }

    private Instance.Presence presence(
            Assignment assignment, @Nullable ObservedNode node, @Nullable ObservedContainer container) {
        if (container != null) {
            return Instance.Presence.PRESENT;
        }
        String key = Effect.keyOf(new InstanceKey(meta.id(), assignment.index()), assignment.incarnation());
        boolean absent = node != null
                && node.isUsable()
                && !situation.calls().isUnderWay(key)
                && node.listTicket() > situation.calls().settledAt(key);
        return absent ? Instance.Presence.ABSENT : Instance.Presence.UNKNOWN;
    }

    /** Whether {@code container} is what {@code assignment} stands for. */
    boolean isContainerOf(Assignment assignment, ObservedContainer container) {
        if (!assignment.containerId().isEmpty()) {
            return assignment.containerId().equals(container.id());
        }
        InstanceIdentity identity = container.identity();
        return identity != null
                && identity.clusterId().equals(situation.clusterId())
                && identity.metaId().equals(meta.id())
                && identity.index() == assignment.index()
                && identity.incarnation() == assignment.incarnation();
    }

    Meta meta() {
        return meta;
    }

    /**
     * Returns the configuration for an instance that has none: the present one, or, while a roll-out is held, the one
     * before, which is known to run.
     */
    long baseVersion() {
        boolean held = situation.committed().operations(meta.id()).stream().anyMatch(RollOut::isHeld);
        return held ? meta.previousSpecVersion() : meta.specVersion();
    }

    /**
     * Returns the goal for an instance that is restored and has none: a stop of the whole meta stays a stop, also for
     * what was away as it was asked for.
     */
    RunGoal baseGoal() {
        boolean stopped = !instances.isEmpty()
                && instances.values().stream()
                        .allMatch(instance -> instance.assignment().goal().state() == RunState.STOPPED);
        return stopped ? RunGoal.RUNNING.to(RunState.STOPPED) : RunGoal.RUNNING;
    }

    MetaAssignments assignments() {
        return assignments;
    }

    /** Returns the instances that have a node, by index. */
    SortedMap<Integer, Instance> instances() {
        return instances;
    }

    /** Returns the containers of all instances, ordered by index, also those last seen on a node that is down now. */
    List<HostedContainer> containers() {
        return containers(instance -> true);
    }

    /** Returns the containers of the instances whose node is not known to be out of reach, ordered by index. */
    List<HostedContainer> reachableContainers() {
        return containers(instance -> instance.node() != null
                && (instance.node().state() == NodeState.HEALTHY
                        || instance.node().state() == NodeState.SUSPECT));
    }

    /** Returns the containers of all instances, by index, also those last seen on a node that is down now. */
    SortedMap<Integer, HostedContainer> hosted() {
        SortedMap<Integer, HostedContainer> hosted = new TreeMap<>();
        instances.forEach((number, instance) -> {
            HostedContainer container = hosted(instance);
            if (container != null) {
                hosted.put(number, container);
            }
        });
        return hosted;
    }

    /** While an instance moves, its original stands for it until there is another one. */
    private @Nullable HostedContainer hosted(Instance instance) {
        ContainerIndex.Located original = instance.container() == null ? original(instance) : null;
        return original == null ? instance.hosted() : original.hosted();
    }

    /** Returns the container that stood for {@code replacement} before the move under way, null if there is none. */
    ContainerIndex.@Nullable Located original(Instance replacement) {
        Comparator<ContainerIndex.Located> byLife =
                Comparator.comparing(located -> located.container().state().isLive());
        return index.originals(replacement.key(), replacement.assignment()).stream()
                .max(byLife.thenComparing(located -> located.container()
                        .findIdentity()
                        .map(InstanceIdentity::incarnation)
                        .orElse(0L)))
                .orElse(null);
    }

    private List<HostedContainer> containers(Predicate<Instance> wanted) {
        List<HostedContainer> containers = new ArrayList<>();
        for (Instance instance : instances.values()) {
            HostedContainer hosted = hosted(instance);
            if (hosted != null && wanted.test(instance)) {
                containers.add(hosted);
            }
        }
        return containers;
    }

    /** Returns the indexes that are wanted and have no node, the lowest free ones. */
    List<Integer> unassigned() {
        List<Integer> free = new ArrayList<>();
        for (int index = 1; instances.size() + free.size() < meta.instances(); index++) {
            if (!instances.containsKey(index)) {
                free.add(index);
            }
        }
        return free;
    }
}
