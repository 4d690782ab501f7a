package io.humpback.scheduler.control;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.Expelled;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.Reconciler;
import io.humpback.scheduler.reconcile.Removal;
import io.humpback.scheduler.reconcile.Situation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Plans what is asked of one container by its Docker id. */
final class ContainerCommands {
    /** The action under which the removal of one container is committed. */
    static final String REMOVE = "remove";

    private final Situation situation;
    private final OperationId operationId;

    /** The instance that a container is. */
    private record Found(Meta meta, int index, HostedContainer hosted) {}

    ContainerCommands(Situation situation, OperationId operationId) {
        this.situation = situation;
        this.operationId = operationId;
    }

    CommandPlanner.Planned operate(Command.OperateContainer command) {
        Found found = find(command.containerId());
        return new OperatePlan(situation, found.meta(), command.action(), operationId)
                .only(found.index())
                .plan();
    }

    /** It goes by its Docker id, so that its successor is not taken for it; the last one takes its meta along. */
    CommandPlanner.Planned remove(Command.RemoveContainer command) {
        Found found = find(command.containerId());
        Meta meta = found.meta();
        CommandPlanner.checkNoUserOperation(situation.committed().operations(meta.id()));
        MetaAssignments assignments = situation.committed().assignments(meta.id());
        if (assignments.assignments().size() == 1) {
            Change removal = Removal.of(situation, meta, operationId, Reconciler.allContainers(situation, meta));
            return new CommandPlanner.Planned(removal, meta, List.of(), new TreeMap<>());
        }
        Expelled goes = Expelled.of(found.hosted(), meta.containerName(found.index()), situation.now());
        Operation operation = new Operation(
                operationId,
                Cause.OPERATE,
                meta,
                List.of(found.index()),
                REMOVE,
                situation.now(),
                situation.now().plus(situation.settings().operationDeadline()),
                List.of(found.hosted()));
        List<Write> writes = List.of(
                Write.put(assignments.without(Set.of(found.index()))),
                Write.put(situation.committed().expulsions(meta.id()).with(List.of(goes))));
        return CommandPlanner.Planned.opening(operation, writes, new TreeMap<>());
    }

    private Found find(String containerId) {
        for (Meta meta : situation.committed().metas()) {
            Map<Integer, HostedContainer> containers = Reconciler.allContainers(situation, meta);
            for (Assignment assignment :
                    situation.committed().assignments(meta.id()).assignments()) {
                HostedContainer hosted = containers.get(assignment.index());
                if (hosted != null && hosted.container().id().equals(containerId)) {
                    return new Found(meta, assignment.index(), hosted);
                }
            }
        }
        throw new CommandRejectedException(
                Reason.META_NOT_FOUND, "no instance has this container: containerId=" + containerId);
    }
}
