package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.EngineConnector;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.reconcile.Observation;
import io.humpback.scheduler.reconcile.ObservedNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The monitors of all announced nodes. Owned by the loop's thread. */
final class NodeMonitors {
    private final EngineConnector connector;
    private final Inbox inbox;
    private final Executor executor;
    private final LoopSettings settings;
    private final LoopListener listener;
    private final Function<NodeId, String> committedName;
    private final Map<NodeId, NodeMonitor> monitors = new TreeMap<>();
    private final NodeNames names = new NodeNames();
    private long generations;
    private boolean complete;

    NodeMonitors(
            EngineConnector connector,
            Inbox inbox,
            Executor executor,
            LoopSettings settings,
            LoopListener listener,
            Function<NodeId, String> committedName) {
        this.connector = connector;
        this.inbox = inbox;
        this.executor = executor;
        this.settings = settings;
        this.listener = listener;
        this.committedName = committedName;
    }

    /** Takes over what is announced now. */
    void announce(DirectoryView view, Instant now) {
        complete = true;
        Map<NodeId, Node> announced = new HashMap<>();
        view.nodes().forEach(node -> announced.put(node.id(), node));
        for (NodeId id : List.copyOf(monitors.keySet())) {
            NodeMonitor monitor = monitors.get(id);
            Node node = announced.get(id);
            if (monitor != null
                    && (node == null || !node.endpoint().equals(monitor.node().endpoint()))) {
                monitors.remove(id);
                names.release(id);
                monitor.close();
            }
        }
        for (Node node : view.nodes()) {
            NodeMonitor monitor = monitors.get(node.id());
            if (monitor == null) {
                monitors.put(node.id(), open(node, now));
            } else {
                monitor.announce(node);
            }
            rename(node.id());
        }
    }

    private NodeMonitor open(Node node, Instant now) {
        return new NodeMonitor(node, ++generations, connector.connect(node), inbox, executor, settings, now);
    }

    private void rename(NodeId id) {
        NodeMonitor monitor = monitors.get(id);
        if (monitor != null) {
            monitor.rename(names.nameOf(monitor.node(), committedName.apply(id)));
        }
    }

    /** Takes over {@code input} if it comes from a connection that still stands. */
    void accept(Input input, Instant now) {
        if (input instanceof Input.ProbeAnswered in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                NodeState before = monitor.health().state();
                monitor.answered(in.facts(), now);
                rename(in.node());
                report(monitor, before);
            }
        } else if (input instanceof Input.ProbeMissed in) {
            NodeMonitor monitor = monitor(in.node(), in.generation());
            if (monitor != null) {
                NodeState before = monitor.health().state();
                monitor.missed(in.reason(), now);
                report(monitor, before);
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

    private void report(NodeMonitor monitor, NodeState before) {
        NodeState after = monitor.health().state();
        if (before != after) {
            listener.nodeChanged(monitor.node(), before, after, monitor.health().reason());
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

    /** Begins the calls that are due. */
    void work(CallMemory calls, Instant now) {
        monitors.values().forEach(monitor -> monitor.work(calls, now));
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
