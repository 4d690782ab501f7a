package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import io.humpback.core.Meta;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Shows each group to the storm guard and settles what follows.
 *
 * <p>A group's nodes are its members that are announced or still asked, every node that something of the group is
 * assigned to, and for {@link #KNOWN_FOR} after its death a member that is neither, by its committed name and address: a
 * death does not stop counting because its instances have moved. A node that is in two groups counts in both.
 */
final class GuardReview {
    /** For how long a dead node counts although nobody announces it and nothing is assigned to it. */
    static final Duration KNOWN_FOR = Duration.ofHours(24);

    private final Situation situation;
    private final StormGuard guard;
    private final SortedMap<NodeId, NodeStatus> down = new TreeMap<>();

    GuardReview(Situation situation) {
        this.situation = situation;
        guard = new StormGuard(situation.settings());
        for (NodeStatus status : situation.committed().nodeStatuses()) {
            if (status.downSince() != null) {
                down.put(status.node(), status);
            }
        }
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        List<GroupGuard> settled = situation.committed().guards();
        if (!situation.observed().complete() || (down.isEmpty() && settled.isEmpty())) {
            return changes;
        }
        SortedMap<GroupId, SortedSet<NodeId>> occupied = occupied();
        SortedSet<GroupId> groups = new TreeSet<>(occupied.keySet());
        situation.committed().groups().forEach(group -> groups.add(group.id()));
        settled.forEach(one -> groups.add(one.group()));
        for (GroupId group : groups) {
            GroupGuard before = situation.committed().guard(group);
            StormGuard.Sight sight = sight(group, occupied.getOrDefault(group, new TreeSet<>()));
            GroupGuard after = guard.next(before, sight, situation.now());
            if (!after.equals(before)) {
                boolean plain = after.equals(GroupGuard.open(group));
                changes.add(Change.of(plain ? Write.delete(after.key()) : Write.put(after)));
            }
        }
        return changes;
    }

    private SortedMap<GroupId, SortedSet<NodeId>> occupied() {
        SortedMap<GroupId, SortedSet<NodeId>> occupied = new TreeMap<>();
        for (Meta meta : situation.committed().metas()) {
            SortedSet<NodeId> nodes = occupied.computeIfAbsent(meta.groupId(), id -> new TreeSet<>());
            for (Assignment assignment :
                    situation.committed().assignments(meta.id()).assignments()) {
                nodes.add(assignment.node());
            }
        }
        return occupied;
    }

    private StormGuard.Sight sight(GroupId id, SortedSet<NodeId> occupied) {
        SortedSet<NodeId> nodes = new TreeSet<>(occupied);
        Group group = situation.committed().group(id);
        if (group != null) {
            situation
                    .observed()
                    .members(group)
                    .forEach(member -> nodes.add(member.node().id()));
            down.values().stream().filter(status -> isKnown(status, group)).forEach(status -> nodes.add(status.node()));
        }
        SortedMap<NodeId, Instant> dead = new TreeMap<>();
        boolean outOfReach = false;
        boolean answering = true;
        for (NodeId node : nodes) {
            NodeStatus status = down.get(node);
            ObservedNode observed = situation.observed().node(node);
            if (status != null && status.downSince() != null) {
                dead.put(node, status.downSince());
            } else if (observed != null) {
                outOfReach |= observed.state() == NodeState.UNREACHABLE;
                answering &= observed.answers();
            }
        }
        return new StormGuard.Sight(
                nodes.size(),
                dead,
                occupied,
                outOfReach,
                answering,
                situation.observed().backendFailedAt());
    }

    private boolean isKnown(NodeStatus status, Group group) {
        String address = status.seen() == null ? "" : status.seen().address();
        Instant since = status.downSince();
        return since != null
                && situation.now().isBefore(since.plus(KNOWN_FOR))
                && group.contains(status.name(), address);
    }
}
