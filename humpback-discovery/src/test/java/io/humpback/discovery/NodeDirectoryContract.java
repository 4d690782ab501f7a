package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the {@link NodeDirectory} of every backend must do. */
public abstract class NodeDirectoryContract {
    private static final long LIMIT_SECONDS = 60;

    /** The directory under test, without nodes at first. */
    protected NodeDirectory directory;

    private final BlockingQueue<DirectoryView> views = new LinkedBlockingQueue<>();

    /** Returns a directory without nodes. It is closed after the test. */
    protected abstract NodeDirectory open();

    /** Makes {@code nodes} the nodes that exist. */
    protected abstract void announce(List<Node> nodes);

    /** Returns whether an announcement ends by itself. */
    protected abstract boolean isLeased();

    @BeforeEach
    void openDirectory() {
        directory = open();
    }

    @AfterEach
    void closeDirectory() {
        directory.close();
    }

    /** Returns a node called {@code name}. */
    protected Node node(String name) {
        return new Node(
                NodeId.of("tcp://" + name + ":2375"),
                name,
                "10.0.0.1",
                "tcp://" + name + ":2375",
                NodeFacts.UNKNOWN,
                "");
    }

    /** Returns what becomes of {@link #node} when the host has another name. */
    protected Node renamed(String name) {
        return node(name).withName("renamed");
    }

    /** Waits for a view of exactly {@code nodes}; earlier ones may be told before it. */
    private void awaitView(Node... nodes) throws InterruptedException {
        List<DirectoryView> seen = new ArrayList<>();
        while (true) {
            DirectoryView view = views.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(view).as("another view after %s", seen).isNotNull();
            seen.add(view);
            if (view.nodes().equals(List.of(nodes))) {
                return;
            }
        }
    }

    @Test
    void tellsTheWholeViewAtFirst() throws Exception {
        announce(List.of(node("b"), node("a")));

        directory.watch(views::add);

        awaitView(node("a"), node("b"));
    }

    @Test
    void tellsOfAnEmptyDirectory() throws Exception {
        directory.watch(views::add);

        awaitView();
    }

    @Test
    void tellsTheWholeViewAfterEachChange() throws Exception {
        directory.watch(views::add);

        announce(List.of(node("a")));
        awaitView(node("a"));
        announce(List.of(node("a"), node("b")));
        awaitView(node("a"), node("b"));
        announce(List.of(node("b")));
        awaitView(node("b"));
        announce(List.of(renamed("b")));
        awaitView(renamed("b"));
        announce(List.of());
        awaitView();
    }

    @Test
    void saysWhetherAnnouncementsEndByThemselves() throws Exception {
        directory.watch(views::add);

        assertThat(views.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isNotNull()
                .extracting(DirectoryView::leased)
                .isEqualTo(isLeased());
    }

    @Test
    void tellsEveryListener() throws Exception {
        BlockingQueue<DirectoryView> others = new LinkedBlockingQueue<>();
        directory.watch(others::add);
        directory.watch(views::add);

        announce(List.of(node("a")));

        awaitView(node("a"));
        DirectoryView last;
        do {
            last = others.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(last).isNotNull();
        } while (last.nodes().isEmpty());
        assertThat(last.nodes()).containsExactly(node("a"));
    }

    @Test
    void isSilentOnceTheSubscriptionIsClosed() throws Exception {
        List<DirectoryView> ended = new ArrayList<>();
        Subscription subscription = directory.watch(ended::add);
        directory.watch(views::add);
        awaitView();
        subscription.close();
        subscription.close();
        int before = ended.size();

        announce(List.of(node("a")));
        awaitView(node("a"));

        assertThat(ended).hasSize(before);
    }

    @Test
    void outlivesAListenerThatFails() throws Exception {
        directory.watch(view -> {
            throw new IllegalStateException("planted");
        });
        directory.watch(views::add);

        announce(List.of(node("a")));

        awaitView(node("a"));
    }

    @Test
    void isSilentOnceItIsClosed() throws Exception {
        directory.watch(views::add);
        awaitView();

        directory.close();
        directory.close();
        announce(List.of(node("a")));

        assertThat(views).isEmpty();
    }
}
