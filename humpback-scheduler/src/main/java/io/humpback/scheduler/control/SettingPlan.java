package io.humpback.scheduler.control;

import io.humpback.core.Availability;
import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.ObservedNode;
import io.humpback.scheduler.reconcile.Situation;
import io.humpback.scheduler.reconcile.StormGuard;
import java.util.List;
import java.util.Map;

/** Turns settings into documents to be committed. Pure. */
final class SettingPlan {
    private final Situation situation;
    private final boolean defaultGroup;

    /** Creates one; {@code defaultGroup} says whether the group of every node exists whatever is asked for. */
    SettingPlan(Situation situation, boolean defaultGroup) {
        this.situation = situation;
        this.defaultGroup = defaultGroup;
    }

    /** Returns what to commit, nothing if all is as it is set. Throws {@link CommandRejectedException}. */
    List<Write> writes(ClusterSetting setting) {
        if (setting instanceof ClusterSetting.PutGroup put) {
            return put(put.group());
        } else if (setting instanceof ClusterSetting.RemoveGroup remove) {
            return remove(remove.groupId());
        } else if (setting instanceof ClusterSetting.SetAvailability set) {
            NodeStatus status = status(set.node());
            return changed(status, status.withAvailability(set.availability()));
        }
        if (setting instanceof ClusterSetting.LiftFreeze lift) {
            GroupGuard guard = situation.committed().guard(lift.groupId());
            GroupGuard lifted = StormGuard.override(guard, situation.now());
            return lifted.equals(guard) ? List.of() : List.of(Write.put(lifted));
        }
        ClusterSetting.SetLabels set = (ClusterSetting.SetLabels) setting;
        if (set.labels().keySet().stream().anyMatch(String::isBlank)) {
            throw new CommandRejectedException(Reason.INVALID, "label: blank (expected: a key)");
        }
        NodeStatus status = status(set.node());
        return changed(status, status.withLabels(set.labels()));
    }

    private List<Write> put(Group group) {
        Group wanted = group.withClusterMode(group.clusterMode()); // putting a group calls its removal off
        return wanted.equals(situation.committed().group(group.id())) ? List.of() : List.of(Write.put(wanted));
    }

    private List<Write> remove(GroupId id) {
        Group group = situation.committed().group(id);
        if (group == null || group.isRemoved()) {
            return List.of();
        }
        if (defaultGroup && id.equals(Group.DEFAULT)) {
            throw new CommandRejectedException(
                    Reason.INVALID,
                    "group: " + id + " (expected: one that does not always exist). Maybe take it out of cluster mode");
        }
        return List.of(Write.put(group.removed(situation.now())));
    }

    private NodeStatus status(String reference) {
        var id = new NodeReference(situation).find(reference);
        NodeStatus status = situation.committed().status(id);
        if (status != null) {
            return status;
        }
        ObservedNode observed = situation.observed().node(id);
        return observed == null
                ? new NodeStatus(id, id.value(), Availability.ACTIVE, Map.of(), null)
                : NodeStatus.fresh(observed.node());
    }

    private static List<Write> changed(NodeStatus before, NodeStatus after) {
        return after.equals(before) ? List.of() : List.of(Write.put(after));
    }
}
