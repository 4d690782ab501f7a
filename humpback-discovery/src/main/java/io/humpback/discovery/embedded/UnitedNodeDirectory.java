package io.humpback.discovery.embedded;

import io.humpback.core.Node;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.ViewPublisher;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes that configuration names and those that joined, as one. Safe for use by several threads; listeners are
 * called on the thread that changes one of the two.
 */
final class UnitedNodeDirectory implements NodeDirectory {
    private final ViewPublisher publisher = new ViewPublisher();
    private final NodeDirectory configured;
    private final NodeDirectory joined;
    private volatile DirectoryView configuredView = new DirectoryView(List.of(), false);
    private volatile DirectoryView joinedView = new DirectoryView(List.of(), true);

    /** Both tell of their view while they are watched, so the first view is whole. */
    UnitedNodeDirectory(ConfiguredNodeDirectory configured, JoinedNodeDirectory joined) {
        this.configured = configured;
        this.joined = joined;
        configured.watch(view -> configuredView = view);
        joined.watch(view -> joinedView = view);
        configured.watch(view -> publisher.publish(this::united));
        joined.watch(view -> publisher.publish(this::united));
    }

    private DirectoryView united() {
        List<Node> lasting = configuredView.nodes();
        List<Node> leased = joinedView.nodes();
        if (leased.isEmpty()) {
            return configuredView;
        }
        return new DirectoryView(
                Stream.concat(lasting.stream(), leased.stream()).toList(),
                true,
                "",
                lasting.stream().map(Node::id).collect(Collectors.toSet()));
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return publisher.watch(listener);
    }

    @Override
    public void close() {
        publisher.close();
        joined.close();
        configured.close();
    }
}
