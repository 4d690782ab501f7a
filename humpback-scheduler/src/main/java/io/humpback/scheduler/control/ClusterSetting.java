package io.humpback.scheduler.control;

import io.humpback.core.Availability;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is decided of groups and nodes, and never of a meta: it is committed as it is, and what runs follows by itself.
 * Setting what is set already changes nothing. Immutable.
 */
public sealed interface ClusterSetting {
    /**
     * Creates a group or changes it. Out of cluster mode, all its metas and their containers are removed; back in it, it
     * takes new ones.
     */
    record PutGroup(Group group) implements ClusterSetting {}

    /** Removes a group, its metas and their containers. One that does not exist is no error. */
    record RemoveGroup(GroupId groupId) implements ClusterSetting {}

    /**
     * Says whether a node takes instances, keeps them or gives them away.
     *
     * @param node its id, its name in any case, or its address; it may be away
     */
    record SetAvailability(String node, Availability availability) implements ClusterSetting {}

    /**
     * Ends the storm guard's freeze of a group, whatever its cause, until the cause has ended or a further node is lost.
     * Every countdown starts in full. A group that is not frozen is no error.
     */
    record LiftFreeze(GroupId groupId) implements ClusterSetting {}

    /**
     * Gives a node labels in place of those it was given before.
     *
     * @param node its id, its name in any case, or its address; it may be away
     */
    record SetLabels(String node, Map<String, String> labels) implements ClusterSetting {
        /** Copies {@code labels}. */
        public SetLabels {
            labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        }
    }
}
