package io.humpback.scheduler.control;

import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.scheduler.reconcile.CommittedState;
import io.humpback.scheduler.reconcile.NodeTrack.Registration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds two nodes whose engines call themselves the same. Where configuration names them they are two ways to one
 * engine, and the second is refused; agents on cloned machines share an id and are two. Of two the first is the one that
 * was committed with this engine, else the one that answered first; one that something is assigned to is never refused.
 */
final class SameEngine {
    private final NodeAdmission admission;
    private final Map<NodeId, NodeMonitor> monitors;
    private final CommittedState committed;
    private final Consumer<NodeMonitor> close;

    SameEngine(
            NodeAdmission admission,
            Map<NodeId, NodeMonitor> monitors,
            CommittedState committed,
            Consumer<NodeMonitor> close) {
        this.admission = admission;
        this.monitors = monitors;
        this.committed = committed;
        this.close = close;
    }

    /** Compares {@code answered}, which has just said its engine's id, with the others. */
    void check(NodeMonitor answered) {
        String engine = answered.node().facts().engineId();
        if (engine.isEmpty()) {
            return;
        }
        for (NodeMonitor other : List.copyOf(monitors.values())) {
            if (other == answered || !engine.equals(engineId(other))) {
                continue;
            }
            boolean swapped = isCommitted(answered, engine) && !isCommitted(other, engine);
            NodeMonitor first = swapped ? answered : other;
            NodeMonitor second = swapped ? other : answered;
            if (answered.track().registration() != Registration.CONFIGURED || isOccupied(second)) {
                admission.warn(second.node(), first.node().id());
            } else {
                admission.refuseEngine(second.node(), first.node().id());
                close.accept(second);
                return;
            }
        }
    }

    private String engineId(NodeMonitor monitor) {
        String said = monitor.node().facts().engineId();
        NodeStatus.Seen seen = seen(monitor);
        return !said.isEmpty() || seen == null ? said : seen.engineId();
    }

    private boolean isCommitted(NodeMonitor monitor, String engine) {
        NodeStatus.Seen seen = seen(monitor);
        return seen != null && seen.engineId().equals(engine);
    }

    private NodeStatus.@org.jspecify.annotations.Nullable Seen seen(NodeMonitor monitor) {
        NodeStatus status = committed.status(monitor.node().id());
        return status == null ? null : status.seen();
    }

    private boolean isOccupied(NodeMonitor monitor) {
        return AbsentNodes.assigned(committed).contains(monitor.node().id());
    }
}
