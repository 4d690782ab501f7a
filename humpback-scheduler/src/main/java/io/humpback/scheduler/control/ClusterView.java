package io.humpback.scheduler.control;

import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.RefusedRecord;
import java.util.List;
import java.util.Optional;

/** What is committed and observed at one moment. Immutable, so safe for use by several threads. */
public interface ClusterView {
    /** Returns the head of what is committed, {@link Head#NONE} where that is not known. */
    default Head head() {
        return Head.NONE;
    }

    /** Returns the cluster's id, empty where none was committed. */
    default String clusterId() {
        return "";
    }

    /** Returns the groups, ordered by id. */
    List<Group> groups();

    /** Returns the group with this id, if there is one. */
    Optional<Group> group(GroupId id);

    /** Returns the metas of a group, ordered by creation; none for an unknown group. */
    List<Meta> metas(GroupId group);

    /** Returns the meta with this id, if there is one. */
    Optional<Meta> meta(MetaId id);

    /**
     * Returns the containers that are instances of a meta, on nodes that are healthy or may be, ordered by index: what
     * was observed last.
     */
    List<HostedContainer> containers(MetaId meta);

    /** Returns the roll-out of a meta that has not ended, held or not; empty if there is none. */
    default Optional<RollOutStatus> rollOut(MetaId meta) {
        return Optional.empty();
    }

    /** Returns all known nodes, ordered by name. */
    List<NodeView> nodes();

    /** Returns what the storm guard has settled, ordered by group; nothing for a group without a dead node. */
    default List<GroupGuard> guards() {
        return List.of();
    }

    /** Returns which images nodes fetch for instances now, ordered by the instances' names. */
    default List<PullStatus> pulls() {
        return List.of();
    }

    /**
     * Returns what is announced and not used, ordered by the agent's key: records that make no node, and second nodes of
     * an id, an address or an engine.
     */
    default List<RefusedRecord> refused() {
        return List.of();
    }

    /** A node with what is known of it. */
    record NodeView(Node node, NodeState state, NodeStatus status, String stateReason) {}
}
