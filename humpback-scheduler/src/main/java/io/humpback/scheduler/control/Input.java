package io.humpback.scheduler.control;

import io.humpback.core.HookPosition;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.DirectoryView;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.EffectOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Something that reached the loop from outside. What comes from a node carries the monitor's generation, so that late
 * news of an earlier connection are told apart.
 */
sealed interface Input {
    /** Something that a user waits for. */
    sealed interface Request extends Input {
        /** Returns what the user waits for. */
        CompletableFuture<?> future();
    }

    /** The nodes that are announced. */
    record Directory(DirectoryView view) implements Input {}

    /** A node answered its probe. */
    record ProbeAnswered(NodeId node, long generation, NodeFacts facts) implements Input {}

    /** A node did not answer its probe. */
    record ProbeMissed(NodeId node, long generation, String reason) implements Input {}

    /** A node's own agent says that its engine is dead. */
    record EngineDied(NodeId node, long generation, String reason) implements Input {}

    /** A node's containers, as a list showed them that was begun at {@code ticket}. */
    record Listed(NodeId node, long generation, long ticket, List<ObservedContainer> containers) implements Input {}

    /** A node's containers could not be listed. */
    record ListFailed(NodeId node, long generation, String reason) implements Input {}

    /** A node's events are followed from now on. */
    record StreamOpened(NodeId node, long generation) implements Input {}

    /** Something happened to a container of a node. */
    record StreamEvent(NodeId node, long generation, String containerId, String action) implements Input {}

    /** A node's events are followed no more. */
    record StreamBroken(NodeId node, long generation, String reason) implements Input {}

    /** An effect has ended. */
    record EffectEnded(Effect effect, long generation, EffectOutcome outcome) implements Input {}

    /** A user asks for something. */
    record Submitted(Command command, CompletableFuture<OperationResult> future) implements Request {}

    /** A user decides something of a group or a node. */
    record Decided(ClusterSetting setting, CompletableFuture<Boolean> future) implements Request {}

    /** A receiver was told of events. */
    record Acknowledged(HookPosition position) implements Input {}
}
