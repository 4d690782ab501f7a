package io.humpback.scheduler.reconcile;

import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.Meta;
import io.humpback.core.OperationId;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a group out of cluster mode: its metas are removed one commit each, so any leader goes on where another has
 * stopped. A meta whose group is not known at all stays: a document that is missing is no reason to remove anything.
 */
final class GroupReview {
    private final Situation situation;

    GroupReview(Situation situation) {
        this.situation = situation;
    }

    /** Returns whether {@code meta} has to go because its group left cluster mode or was removed. */
    boolean isLeaving(Meta meta) {
        Group group = situation.committed().group(meta.groupId());
        return group != null && !group.clusterMode();
    }

    /** Returns the removal of a meta that has to go; null while a new leader has not seen yet what that takes away. */
    @Nullable
    Change removal(MetaView view) {
        boolean seen = situation.observed().complete()
                && view.instances().values().stream().noneMatch(Instance::isUnseen);
        OperationId id = OperationId.of("remove-" + view.meta().id()); // a meta is removed once
        return seen ? Removal.of(situation, view.meta(), id, view.hosted()) : null;
    }

    /** Returns the changes that forget removed groups whose last meta is gone. */
    List<Change> changes() {
        Set<GroupId> used = new HashSet<>();
        situation.committed().metas().forEach(meta -> used.add(meta.groupId()));
        List<Change> changes = new ArrayList<>();
        for (Group group : situation.committed().groups()) {
            if (group.isRemoved() && !used.contains(group.id())) {
                changes.add(Change.of(Write.delete(group.key())));
            }
        }
        return changes;
    }
}
