package io.humpback.scheduler.control;

import io.humpback.core.spi.EngineConnector;
import io.humpback.core.spi.StateStore;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a control loop works with.
 *
 * @param executor runs calls to engines, which block; at most seven for each node at a time
 * @param ids gives a new unique id at each call
 * @param mayAct whether calls may be sent now: this center leads, and will until they have ended
 * @param defaultGroup whether the group of every node exists
 * @param policy which configurations may be committed
 */
public record LoopParts(
        StateStore store,
        EngineConnector connector,
        Scheduler scheduler,
        LoopSettings settings,
        LoopListener listener,
        Executor executor,
        Supplier<String> ids,
        BooleanSupplier mayAct,
        boolean defaultGroup,
        SpecPolicy policy) {
    /** Creates the parts of a loop that admits every configuration. */
    public LoopParts(
            StateStore store,
            EngineConnector connector,
            Scheduler scheduler,
            LoopSettings settings,
            LoopListener listener,
            Executor executor,
            Supplier<String> ids,
            BooleanSupplier mayAct,
            boolean defaultGroup) {
        this(store, connector, scheduler, settings, listener, executor, ids, mayAct, defaultGroup, SpecPolicy.ANY);
    }

    /** Returns these parts with another policy. */
    public LoopParts withPolicy(SpecPolicy newPolicy) {
        return new LoopParts(
                store, connector, scheduler, settings, listener, executor, ids, mayAct, defaultGroup, newPolicy);
    }
}
