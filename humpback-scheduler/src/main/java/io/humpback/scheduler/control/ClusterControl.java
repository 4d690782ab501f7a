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
}
