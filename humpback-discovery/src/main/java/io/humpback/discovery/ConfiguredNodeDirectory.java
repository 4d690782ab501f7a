package io.humpback.discovery;

import io.humpback.core.Node;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.util.List;

/**
 * The nodes that configuration names. They have no lease: they stay until somebody replaces them. Listeners are called
 * on the thread that watches or replaces. Safe for use by several threads.
 */
public final class ConfiguredNodeDirectory implements NodeDirectory {
    private final ViewPublisher publisher = new ViewPublisher();

    /** Creates a directory of {@code nodes}. Of those that share an id, readers take the first. */
    public ConfiguredNodeDirectory(List<Node> nodes) {
        replace(nodes);
    }

    /** Puts {@code nodes} in the place of those before. */
    public void replace(List<Node> nodes) {
        publisher.publish(new DirectoryView(nodes, false));
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return publisher.watch(listener);
    }

    @Override
    public void close() {
        publisher.close();
    }
}
