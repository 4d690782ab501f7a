package io.humpback.scheduler.supervisor;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes that a program names, which can change at any time. Nothing is announced with a lease, so whether a node
 * works is known by its answers alone. Listeners are called by the thread that changes the nodes. Safe for use by
 * several threads.
 */
public final class InMemoryNodeDirectory implements NodeDirectory {
    private final SortedMap<NodeId, Node> nodes = new TreeMap<>();
    private final List<DirectoryListener> listeners = new ArrayList<>();

    /** Creates a directory without nodes. */
    public InMemoryNodeDirectory() {}

    /** Adds a node, in the place of one with the same id. */
    public synchronized void put(Node node) {
        nodes.put(node.id(), node);
        tell();
    }

    /** Takes a node away, if there is one with this id. */
    public synchronized void remove(NodeId id) {
        if (nodes.remove(id) != null) {
            tell();
        }
    }

    private void tell() {
        DirectoryView view = view();
        List.copyOf(listeners).forEach(listener -> listener.onView(view));
    }

    private DirectoryView view() {
        return new DirectoryView(List.copyOf(nodes.values()), false);
    }

    @Override
    public synchronized Subscription watch(DirectoryListener listener) {
        listeners.add(listener);
        listener.onView(view());
        return () -> forget(listener);
    }

    private synchronized void forget(DirectoryListener listener) {
        listeners.remove(listener);
    }

    @Override
    public synchronized void close() {
        listeners.clear();
    }
}
