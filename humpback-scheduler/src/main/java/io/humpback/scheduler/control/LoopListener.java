package io.humpback.scheduler.control;

import io.humpback.core.GroupGuard;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.EffectOutcome;

/**
 * Hears what the loop does, to log and to count it. Called on the loop's thread: must return at once and must not
 * throw. Every method does nothing unless it is overridden.
 */
public interface LoopListener {
    /** Does nothing with anything. */
    LoopListener NONE = new LoopListener() {};

    /** Called when this center has taken the lead. */
    default void leads(long epoch) {}

    /** Called once when this center has lost the lead and acts no more. */
    default void deposed(String reason) {}

    /** Called when an operation was opened. */
    default void opened(Operation operation) {}

    /** Called when an operation was closed. */
    default void closed(OperationResult result) {}

    /** Called when an effect was sent to its node. */
    default void began(Effect effect) {}

    /** Called when an effect has ended. */
    default void ended(Effect effect, EffectOutcome outcome) {}

    /** Called when a node's state has changed. */
    default void nodeChanged(Node node, NodeState before, NodeState after, String reason) {}

    /** Called once when something about a node that is in use calls for an operator. */
    default void nodeAlarm(Node node, String reason) {}

    /** Called once when an announced node is not used, and why. */
    default void nodeRefused(Node node, String reason) {}

    /** Called once for each announcement that makes no node, and again when the reason has become another. */
    default void recordRefused(RefusedRecord record) {}

    /** Called when an announcement that made no node is mended or gone. */
    default void recordMended(String key) {}

    /** Called when a node was lost and found too often to be preferred any more, or has calmed down. */
    default void nodeUnstable(Node node, boolean unstable) {}

    /** Called when the storm guard has frozen a group's migrations, or lets them go on. */
    default void guardChanged(GroupGuard guard) {}

    /** Called when an instance that looks for a node finds none, once for each new reason. */
    default void pending(String containerName, String reason) {}

    /** Called once for each container that carries our labels and that nothing committed explains. */
    default void quarantined(String description) {}

    /** Called when the state store could not be written. */
    default void storeFailed(RuntimeException failure) {}

    /** Called when a round has failed by a defect of ours; the next one starts anew. */
    default void roundFailed(RuntimeException failure) {}
}
