package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.Expulsions;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.HashSet;
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
                .collect(Collectors.toCollection(HashSet::new));
        List<Write> writes = new ArrayList<>();
        Expulsions expulsions = situation.committed().expulsions(meta.id());
        if (!expulsions.containers().isEmpty()) {
            expulsions
                    .containers()
                    .forEach(one -> adopted.add(one.containerId())); // there is nothing left to hand over
            writes.add(Write.delete(expulsions.key()));
        }
        writes.add(Write.delete(meta.key()));
        writes.add(Write.put(assignments.without(assignments.byIndex().keySet())));
        writes.add(Write.put(new Tombstone(meta.id(), adopted, situation.now())));
        Operation operation = new Operation(
                operationId,
                Cause.REMOVE,
                meta,
                List.copyOf(assignments.byIndex().keySet()),
                "",
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                List.copyOf(seen.values()));
        return Change.opening(operation, writes);
    }
}
