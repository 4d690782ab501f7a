package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Write;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Removes a meta: its documents go and a tombstone comes, so that each of its containers goes whenever it is seen. */
public final class Removal {
    private Removal() {}

    /**
     * Returns the change that removes {@code meta}.
     *
     * @param seen its containers as they were seen last, by index
     */
    public static Change of(
            Situation situation, Meta meta, OperationId operationId, SortedMap<Integer, HostedContainer> seen) {
        MetaAssignments assignments = situation.committed().assignments(meta.id());
        Set<String> adopted = assignments.assignments().stream()
                .map(Assignment::containerId)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        Operation operation = new Operation(
                operationId,
                Cause.REMOVE,
                meta,
                List.copyOf(assignments.byIndex().keySet()),
                "",
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                List.copyOf(seen.values()));
        return Change.opening(
                operation,
                List.of(
                        Write.delete(meta.key()),
                        Write.put(assignments.without(assignments.byIndex().keySet())),
                        Write.put(new Tombstone(meta.id(), adopted, situation.now()))));
    }
}
