package io.humpback.scheduler.control;

import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Who waits for which operation. Owned by the loop's thread. */
final class PendingCommands {
    private final Map<OperationId, Waiting> waiting = new HashMap<>();

    private record Waiting(CompletableFuture<OperationResult> future, List<OperationResult.Item> immediate) {}

    void await(OperationId operation, CompletableFuture<OperationResult> future, List<OperationResult.Item> immediate) {
        waiting.put(operation, new Waiting(future, immediate));
    }

    void closed(OperationResult result) {
        Waiting who = waiting.remove(result.operation());
        if (who == null) {
            return;
        }
        List<OperationResult.Item> items = new ArrayList<>(result.items());
        items.addAll(who.immediate());
        items.sort(Comparator.comparingInt(OperationResult.Item::index));
        who.future().complete(new OperationResult(result.operation(), result.meta(), items, result.containers()));
    }

    void fail(OperationId operation, RuntimeException failure) {
        Waiting who = waiting.remove(operation);
        if (who != null) {
            who.future().completeExceptionally(failure);
        }
    }

    /** Tells whoever waits that the operation goes on without us, if it was committed. */
    void leave() {
        Map<OperationId, Waiting> all = Map.copyOf(waiting);
        waiting.clear();
        all.forEach(
                (operation, who) -> who.future().completeExceptionally(new OperationUnfinishedException(operation)));
    }
}
