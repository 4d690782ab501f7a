package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.EngineConnector;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.CommittedState;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.reconcile.NodeTrack;
import io.humpback.scheduler.reconcile.NodeTrack.Registration;
import io.humpback.scheduler.reconcile.Observation;
import io.humpback.scheduler.reconcile.ObservedNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The monitors of all nodes that are announced, and of those that are not but may still be there: a node that vanishes
 * from the directory is watched until it is down and nothing is assigned to it. Owned by the loop's thread.
 */
final class NodeMonitors {
    private final EngineConnector connector;
    private final Inbox inbox;
    private final Executor executor;
    private final LoopSettings settings;
    private final LoopListener listener;
    private final Supplier<CommittedState> committed;
    private final NodeAdmission admission;
    private final Map<NodeId, NodeMonitor> monitors = new TreeMap<>();
    private final NodeNames names = new NodeNames();
    private Registration registration = Registration.CONFIGURED;
    private long generations;
    private boolean complete;

    NodeMonitors(
            EngineConnector connector,
            Inbox inbox,
            Executor executor,
            LoopSettings settings,
            LoopListener listener,
            Supplier<CommittedState> committed) {
        this.connector = connector;
        this.inbox = inbox;
        this.executor = executor;
        this.settings = settings;
        this.listener = listener;
        this.committed = committed;
        this.admission = new NodeAdmission(listener);
    }

    /** Takes over what is announced now. During an outage of the directory nothing is known anew. */
    void announce(DirectoryView view, Instant now) {
        if (!view.isHealthy()) {
            return;
        }
        complete = true;
        registration = view.leased() ? Registration.LEASED : Registration.CONFIGURED;
        Map<NodeId, Node> announced = new TreeMap<>();
        Set<String> endpoints = new HashSet<>();
        for (Node node : admission.admit(view.nodes(), watched(), committed.get())) {
            announced.put(node.id(), node);
            endpoints.add(Endpoints.normalised(node.endpoint()));
        }
        closeReplaced(announced, endpoints);
        monitors.forEach((id, monitor) -> {
            if (!announced.containsKey(id)) {
                change(monitor, () -> monitor.registered(Registration.GONE, now));
            }
        });
        announced
                .values()
                .forEach(node ->
                        watch(node, view.isLeased(node.id()) ? Registration.LEASED : Registration.CONFIGURED, now));
        for (Node absent : AbsentNodes.of(committed.get())) {
            boolean taken = endpoints.contains(Endpoints.normalised(absent.endpoint()));
            if (!monitors.containsKey(absent.id()) && !taken) {
                watch(absent, Registration.GONE, now);
            }
        }
    }

    /** Returns the announced nodes that are not used, ordered by id. */
    List<RefusedRecord> refused() {
        return admission.refused();
    }

    private Map<NodeId, String> watched() {
        Map<NodeId, String> watched = new TreeMap<>();
        monitors.forEach((id, monitor) -> watched.put(id, monitor.node().endpoint()));
        return watched;
    }

    /** Closes those that are announced elsewhere or otherwise, and those gone whose endpoint is another node's now. */
    private void closeReplaced(Map<NodeId, Node> announced, Set<String> endpoints) {
        for (NodeMonitor monitor : List.copyOf(monitors.values())) {
            String endpoint = monitor.node().endpoint();
            Node node = announced.get(monitor.node().id());
            boolean replaced = node == null
                    ? endpoints.contains(Endpoints.normalised(endpoint))
                    : !node.endpoint().equals(endpoint)
                            || node.agentProtocol() != monitor.node().agentProtocol();
            if (replaced) {
                close(monitor);
            }
        }
    }

    private void close(NodeMonitor monitor) {
        monitors.remove(monitor.node().id());
        names.release(monitor.node().id());
        monitor.close();
    }

    private void watch(Node node, Registration how, Instant now) {
        NodeMonitor known = monitors.get(node.id());
        if (known == null) {
            NodeTrack track = NodeTrack.fresh(how, now);
            monitors.put(
                    node.id(), new NodeMonitor(node, ++generations, connect(node), inbox, executor, settings, track));
        } else {
            known.announce(node);
            change(known, () -> known.registered(how, now));
        }
        rename(node.id());
    }

    /** A record that leads nowhere must not keep the others from being watched. */
    private ContainerEngine connect(Node node) {
        try {
            return connector.connect(node);
        } catch (RuntimeException e) {
            return new UnconnectableEngine(node.endpoint(), "cannot be connected to: " + e.getMessage());
        }
    }

    private void rename(NodeId id) {
        NodeMonitor monitor = monitors.get(id);
        if (monitor != null) {
            NodeStatus status = committed.get().status(id);
            monitor.rename(names.nameOf(monitor.node(), status == null ? "" : status.name()));
        }
    }

    /** Forgets nodes that are announced no more and dead, once that is committed and nothing is assigned to them. */
    void forgetDead() {
        Set<NodeId> assigned = null;
        for (NodeMonitor monitor : List.copyOf(monitors.values())) {
            if (monitor.track().registration() != Registration.GONE || !isOver(monitor)) {
                continue;
            }
            if (assigned == null) {
                assigned = AbsentNodes.assigned(committed.get());
            }
            if (!assigned.contains(monitor.node().id())) {
                close(monitor);
            }
        }
    }

    /** What configuration names no more is over at once. */
    private boolean isOver(NodeMonitor monitor) {
        NodeStatus status = committed.get().status(monitor.node().id());
        boolean dead = monitor.track().state() == NodeState.DOWN && status != null && status.downSince() != null;
        return dead || registration == Registration.CONFIGURED;
    }

    /** Takes over {@code input} if it comes from a connection that still stands. */
    void accept(Input input, Instant now) {
        if (input instanceof Input.ProbeAnswered in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                change(monitor, () -> monitor.answered(in.facts(), now));
                rename(in.node());
                new SameEngine(admission, monitors, committed.get(), this::close).check(monitor);
            }
        } else if (input instanceof Input.ProbeMissed in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                change(monitor, () -> monitor.missed(in.reason(), now));
            }
        } else if (input instanceof Input.EngineDied in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                change(monitor, () -> monitor.engineDied(in.reason(), now));
            }
        } else {
            acceptContainers(input, now);
        }
    }

    private void acceptContainers(Input input, Instant now) {
        if (input instanceof Input.Listed in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                monitor.listed(in.ticket(), in.containers(), now);
            }
        } else if (input instanceof Input.ListFailed in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                monitor.listFailed(now);
            }
        } else if (input instanceof Input.StreamOpened in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                monitor.streamOpened();
            }
        } else if (input instanceof Input.StreamEvent in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                monitor.dirtied();
            }
        } else if (input instanceof Input.StreamBroken in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                monitor.streamBroken(now);
            }
        }
    }

    /** Makes a change and tells of what it has changed. */
    private void change(NodeMonitor monitor, Runnable change) {
        NodeTrack before = monitor.track();
        change.run();
        NodeTrack after = monitor.track();
        if (before.state() != after.state()) {
            listener.nodeChanged(monitor.node(), before.state(), after.state(), after.reason());
        }
        if (after.alarm() && !before.alarm()) {
            listener.nodeAlarm(monitor.node(), after.reason());
        }
        if (before.unstable() != after.unstable()) {
            listener.nodeUnstable(monitor.node(), after.unstable());
        }
    }

    /** Notes what an effect has left behind, before the next list shows it. */
    void note(Input.EffectEnded ended, CallMemory calls) {
        NodeMonitor monitor = monitor(ended.effect().node(), ended.generation());
        if (monitor == null) {
            return;
        }
        long ticket = calls.nextTicket();
        switch (ended.outcome().kind()) {
            case DONE -> {
                if (ended.effect() instanceof Effect.Remove remove) {
                    monitor.note(remove.containerId(), null, ticket);
                } else if (ended.outcome().container() != null) {
                    monitor.note(
                            ended.outcome().container().id(), ended.outcome().container(), ticket);
                }
            }
            case REFUSED -> {
                if (!ended.outcome().removedId().isEmpty()) {
                    monitor.note(ended.outcome().removedId(), null, ticket); // a list may have seen it meanwhile
                }
                monitor.dirtied();
            }
            case UNREACHABLE, UNKNOWN -> monitor.dirtied();
        }
    }

    private @Nullable NodeMonitor monitor(NodeId node, long generation) {
        NodeMonitor monitor = monitors.get(node);
        return monitor != null && monitor.generation() == generation ? monitor : null;
    }

    @Nullable
    NodeMonitor monitor(NodeId node) {
        return monitors.get(node);
    }

    /** Notes that nobody has looked at the nodes for a while. */
    void unwatched(Instant now) {
        monitors.values().forEach(monitor -> monitor.unwatched(now));
    }

    /** Begins the calls that are due. */
    void work(CallMemory calls, Instant now) {
        for (NodeMonitor monitor : monitors.values()) {
            if (monitor.isUnconnected() && monitor.isProbeDue(now)) {
                monitor.connect(connect(monitor.node()));
            }
            monitor.work(calls, now);
        }
    }

    Observation observe() {
        TreeMap<NodeId, ObservedNode> observed = new TreeMap<>();
        monitors.forEach((id, monitor) -> observed.put(id, monitor.observed()));
        return new Observation(complete, observed);
    }

    void close() {
        monitors.values().forEach(NodeMonitor::close);
        monitors.clear();
    }
}
