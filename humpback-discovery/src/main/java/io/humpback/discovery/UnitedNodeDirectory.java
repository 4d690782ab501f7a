package io.humpback.discovery;

import io.humpback.core.Node;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that configuration names, those that joined the center, and those that a backend knows, as one. Nothing is
 * told before the backend has told of its own: a view is whole or is none. While the backend is out, so is the whole
 * view. Of nodes that share an id configured ones come first, then the backend's. Safe for use by several threads;
 * listeners are called on the thread that changes one of the directories.
 */
public final class UnitedNodeDirectory implements NodeDirectory {
    private static final DirectoryView NONE = new DirectoryView(List.of(), false);

    private final ViewPublisher publisher = new ViewPublisher();
    private final List<NodeDirectory> parts;
    private volatile DirectoryView configuredView = NONE;
    private volatile DirectoryView joinedView = NONE;
    private volatile @Nullable DirectoryView announcedView;

    private UnitedNodeDirectory(
            ConfiguredNodeDirectory configured, JoinedNodeDirectory joined, @Nullable NodeDirectory announced) {
        parts = announced == null ? List.of(configured, joined) : List.of(configured, joined, announced);
        if (announced == null) {
            announcedView = NONE;
        }
        configured.watch(view -> configuredView = view);
        joined.watch(view -> joinedView = view);
        if (announced != null) {
            announced.watch(view -> {
                announcedView = view;
                publish();
            });
        }
        configured.watch(view -> publish());
        joined.watch(view -> publish());
    }

    /** Returns the nodes of a backend in which no node announces itself. Closing it closes all. */
    public static UnitedNodeDirectory of(ConfiguredNodeDirectory configured, JoinedNodeDirectory joined) {
        return new UnitedNodeDirectory(configured, joined, null);
    }

    /** Returns these and the ones in {@code announced}. Closing it closes all. */
    public static UnitedNodeDirectory of(
            ConfiguredNodeDirectory configured, JoinedNodeDirectory joined, NodeDirectory announced) {
        return new UnitedNodeDirectory(configured, joined, announced);
    }

    private void publish() {
        if (announcedView != null) {
            publisher.publish(this::united);
        }
    }

    private DirectoryView united() {
        DirectoryView announced = announcedView == null ? NONE : announcedView;
        List<Node> lasting = configuredView.nodes();
        List<Node> joined = joinedView.nodes();
        if (joined.isEmpty() && !announced.leased()) {
            return configuredView;
        }
        return new DirectoryView(
                Stream.of(lasting, announced.nodes(), joined)
                        .flatMap(List::stream)
                        .toList(),
                true,
                announced.outage(),
                lasting.stream().map(Node::id).collect(Collectors.toSet()),
                announced.refused());
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return publisher.watch(listener);
    }

    @Override
    public void close() {
        publisher.close();
        parts.forEach(NodeDirectory::close);
    }
}
