package io.humpback.core;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A set of servers that share metas. Immutable.
 *
 * @param clusterMode whether the center schedules for this group
 * @param servers names and addresses of its members; empty together with {@link #allNodes} for the group of every node
 * @param allNodes whether every node is a member, whatever {@code servers} says
 * @param location the site's location, empty if it has none
 * @param contact where notifications go, empty for nowhere
 * @param removedAt when it was removed, null while it is wanted. The document stays until the last of its metas is
 *     gone: that it is missing is no reason to remove anything
 */
public record Group(
        GroupId id,
        String name,
        boolean clusterMode,
        boolean allNodes,
        List<Server> servers,
        String location,
        String contact,
        @Nullable Instant removedAt)
        implements Document {
    /** The group that exists without a site: every node belongs to it. */
    public static final GroupId DEFAULT = GroupId.of("default");

    /** A member as the site names it; an empty part is not compared. */
    public record Server(String name, String address) {}

    /** Copies {@code servers} and checks that a removed group is not in cluster mode. */
    public Group {
        servers = List.copyOf(servers);
        if (removedAt != null && clusterMode) {
            throw new IllegalArgumentException("clusterMode: true (expected: false in a removed group)");
        }
    }

    /** Creates a group that is wanted. */
    public Group(
            GroupId id,
            String name,
            boolean clusterMode,
            boolean allNodes,
            List<Server> servers,
            String location,
            String contact) {
        this(id, name, clusterMode, allNodes, servers, location, contact, null);
    }

    /** Returns the group {@link #DEFAULT}: in cluster mode, with every node. */
    public static Group everyNode() {
        return new Group(DEFAULT, DEFAULT.value(), true, true, List.of(), "", "");
    }

    /** Returns whether {@code node} is a member, by address or by name without case. */
    public boolean contains(Node node) {
        return contains(node.name(), node.address());
    }

    /** Returns whether a node of this name and address is a member; an empty part matches nothing. */
    public boolean contains(String nodeName, String nodeAddress) {
        if (allNodes) {
            return true;
        }
        for (Server server : servers) {
            if ((!server.address().isEmpty() && server.address().equals(nodeAddress))
                    || (!server.name().isEmpty() && upper(server.name()).equals(upper(nodeName)))) {
                return true;
            }
        }
        return false;
    }

    /** Returns this group in cluster mode or out of it; out of it, all its metas go. */
    public Group withClusterMode(boolean newClusterMode) {
        return new Group(id, name, newClusterMode, allNodes, servers, location, contact, null);
    }

    /** Returns this group, removed at {@code now}. */
    public Group removed(Instant now) {
        return new Group(id, name, false, allNodes, servers, location, contact, now);
    }

    /** Returns whether it was removed and only waits for its metas to go. */
    public boolean isRemoved() {
        return removedAt != null;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.GROUP, id.value());
    }
}
