package io.humpback.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.humpback.core.Assignment;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Recovered;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How {@link MetaAssignments} is stored: by node, with what is usual left out, so that 1,000 instances take less than
 * 100 kB. Immutable.
 *
 * @param nodes the assignments of each node, ordered by index
 * @param recovered left out where nothing was ever rebuilt
 */
record AssignmentsForm(
        MetaId metaId,
        long lastIncarnation,
        long lastEventNanos,
        Map<String, List<Placed>> nodes,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET) @Nullable
        Recovered recovered) {
    /**
     * One assignment; what is null is usual: running, never restarted, found by its labels.
     *
     * @param inc the incarnation
     * @param spec the version of the configuration
     * @param state wanted state
     * @param kill whether it is stopped by a signal
     * @param restarts number of restarts
     * @param container Docker's id of an adopted container
     * @param from the start before the last restart
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Placed(
            int index,
            long inc,
            long spec,
            @JsonSetter(nulls = Nulls.SET) @Nullable RunState state,
            @JsonSetter(nulls = Nulls.SET) @Nullable Boolean kill,
            @JsonSetter(nulls = Nulls.SET) @Nullable Integer restarts,
            @JsonSetter(nulls = Nulls.SET) @Nullable String container,
            @JsonSetter(nulls = Nulls.SET) @Nullable String from) {
        static Placed of(Assignment assignment) {
            RunGoal goal = assignment.goal();
            return new Placed(
                    assignment.index(),
                    assignment.incarnation(),
                    assignment.specVersion(),
                    goal.state() == RunState.RUNNING ? null : goal.state(),
                    goal.kill() ? true : null,
                    goal.restarts() == 0 ? null : goal.restarts(),
                    assignment.containerId().isEmpty() ? null : assignment.containerId(),
                    assignment.restartFrom().isEmpty() ? null : assignment.restartFrom());
        }

        Assignment on(NodeId node) {
            RunGoal goal = new RunGoal(
                    state == null ? RunState.RUNNING : state, kill != null && kill, restarts == null ? 0 : restarts);
            return new Assignment(
                    index, inc, node, spec, goal, container == null ? "" : container, from == null ? "" : from);
        }
    }

    static AssignmentsForm of(MetaAssignments assignments) {
        Map<String, List<Placed>> nodes = new TreeMap<>();
        for (Assignment assignment : assignments.assignments()) {
            nodes.computeIfAbsent(assignment.node().value(), node -> new ArrayList<>())
                    .add(Placed.of(assignment));
        }
        return new AssignmentsForm(
                assignments.metaId(),
                assignments.lastIncarnation(),
                assignments.lastEventNanos(),
                nodes,
                assignments.recovered());
    }

    MetaAssignments toAssignments() {
        List<Assignment> assignments = new ArrayList<>();
        nodes.forEach((node, placed) -> placed.forEach(one -> assignments.add(one.on(NodeId.of(node)))));
        return new MetaAssignments(metaId, lastIncarnation, lastEventNanos, assignments, recovered);
    }

    static final class FromAssignments extends StdConverter<MetaAssignments, AssignmentsForm> {
        @Override
        public AssignmentsForm convert(MetaAssignments value) {
            return of(value);
        }
    }

    static final class ToAssignments extends StdConverter<AssignmentsForm, MetaAssignments> {
        @Override
        public MetaAssignments convert(AssignmentsForm value) {
            return value.toAssignments();
        }
    }
}
