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

    /** Creates a directory with {@code nodes}, as configuration names them. */
    public TestingNodeDirectory(List<Node> nodes) {
        this(nodes, false);
    }

    /** Creates a directory with {@code nodes}; {@code leased} says whether announcements end by themselves. */
    public TestingNodeDirectory(List<Node> nodes, boolean leased) {
        view = new DirectoryView(nodes, leased);
    }

    /** Shows other nodes. */
    public synchronized void show(List<Node> nodes) {
        tell(new DirectoryView(nodes, view.leased()));
    }

    /** Shows another view. */
    public synchronized void show(DirectoryView newView) {
        tell(newView);
    }

    /** Says that the backend cannot be asked, with the nodes known last. */
    public synchronized void fail(String reason) {
        tell(view.withOutage(reason));
    }

    /** Says that the backend can be asked again, and shows the nodes known last. */
    public synchronized void recover() {
        tell(view.withOutage(""));
    }

    private void tell(DirectoryView newView) {
        view = newView;
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
