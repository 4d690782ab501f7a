package io.humpback.scheduler.control;

import io.humpback.core.OperationResult;
import java.util.concurrent.CompletableFuture;

/** What the outside may ask of the control loop. Safe for use by several threads. */
public interface ClusterControl {
    /** Returns what is committed and observed now. */
    ClusterView view();

    /**
     * Hands over a command. The future completes when the operation that it opened has closed, with the outcome for
     * each instance; exceptionally with a {@link CommandRejectedException} if the command was refused, without any
     * effect, or with another {@link io.humpback.core.HumpbackException} if it could not be committed.
     */
    CompletableFuture<OperationResult> submit(Command command);

    /**
     * Hands over what is decided of a group or a node. The future completes as soon as that is committed, with whether it
     * changed anything; what has to move or to go does so afterwards. Exceptionally as for {@link #submit}.
     */
    CompletableFuture<Boolean> set(ClusterSetting setting);
}
