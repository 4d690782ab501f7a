package io.humpback.scheduler.testing;

import io.humpback.core.Node;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.util.ArrayList;
import java.util.List;

/** A node directory that shows what the test says. Safe for use by several threads. */
public final class TestingNodeDirectory implements NodeDirectory {
    private final List<DirectoryListener> listeners = new ArrayList<>();
    private DirectoryView view;

    /** Creates a directory with {@code nodes}. */
    public TestingNodeDirectory(List<Node> nodes) {
        view = new DirectoryView(nodes, false);
    }

    /** Shows other nodes. */
    public synchronized void show(List<Node> nodes) {
        view = new DirectoryView(nodes, false);
        listeners.forEach(listener -> listener.onView(view));
    }

    @Override
    public synchronized Subscription watch(DirectoryListener listener) {
        listeners.add(listener);
        listener.onView(view);
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
