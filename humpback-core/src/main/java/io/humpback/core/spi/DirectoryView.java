package io.humpback.core.spi;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import java.util.List;
import java.util.Set;

/**
 * All nodes that are announced at one moment. Immutable.
 *
 * <p>An id that occurs twice is not an error here: whoever announces nonsense must not hide the others. Readers take the
 * first and refuse the second.
 *
 * @param nodes ordered by id, those of one id as they were given
 * @param leased whether an announcement ends by itself when its node dies; false where configuration names the nodes,
 *     so that a direct probe is the only signal
 * @param outage why the directory's backend cannot be asked at the moment, empty while it can. During an outage
 *     {@code nodes} are those known last, and nothing follows from a node's absence
 * @param lasting the nodes of a leased view whose announcement does not end by itself, since configuration names them
 * @param refused announcements that make no node, ordered by key: told so that somebody can mend them, and of no effect
 *     on the nodes
 */
public record DirectoryView(
        List<Node> nodes, boolean leased, String outage, Set<NodeId> lasting, List<RefusedRecord> refused) {
    /** Copies the collections in order. */
    public DirectoryView {
        nodes = nodes.stream().sorted().toList();
        lasting = Set.copyOf(lasting);
        refused = refused.stream().sorted().toList();
    }

    /** Creates the view of a directory in which every announcement made a node. */
    public DirectoryView(List<Node> nodes, boolean leased, String outage, Set<NodeId> lasting) {
        this(nodes, leased, outage, lasting, List.of());
    }

    /** Creates the view of a directory of one kind of nodes. */
    public DirectoryView(List<Node> nodes, boolean leased, String outage) {
        this(nodes, leased, outage, Set.of());
    }

    /** Creates the view of a directory whose backend is healthy. */
    public DirectoryView(List<Node> nodes, boolean leased) {
        this(nodes, leased, "");
    }

    /** Returns this view, known last before an outage, or current again if {@code reason} is empty. */
    public DirectoryView withOutage(String reason) {
        return new DirectoryView(nodes, leased, reason, lasting, refused);
    }

    /** Returns whether the announcement of a node ends by itself when the node dies. */
    public boolean isLeased(NodeId node) {
        return leased && !lasting.contains(node);
    }

    /** Returns whether the directory's backend can be asked. */
    public boolean isHealthy() {
        return outage.isEmpty();
    }
}
