package io.humpback.scheduler.recovery;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Group;
import java.util.List;

/**
 * What has to be committed so that the state knows again what runs. Immutable.
 *
 * @param cluster whose state it is
 * @param newCluster whether the state says nothing of this cluster yet
 * @param groups groups that are missing
 * @param metas metas that are missing or behind, in order of their ids
 * @param notes what people should know: what could not be told from containers, and what contradicts
 * @param highestEpoch the highest epoch that a container's label or a node's agent names; a leader's has to be above it
 */
public record Recovery(
        ClusterInfo cluster,
        boolean newCluster,
        List<Group> groups,
        List<RecoveredMeta> metas,
        List<String> notes,
        long highestEpoch) {
    /** Copies the lists. */
    public Recovery {
        groups = List.copyOf(groups);
        metas = List.copyOf(metas);
        notes = List.copyOf(notes);
    }

    /** Returns how many instances are adopted. */
    public int adopted() {
        return metas.stream().mapToInt(RecoveredMeta::adopted).sum();
    }

    /** Returns whether the state knows all that the containers tell. */
    public boolean isEmpty() {
        return !newCluster && groups.isEmpty() && metas.isEmpty();
    }
}
