package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.Subscription;
import io.humpback.core.spi.Write;
import io.humpback.discovery.AnnouncementContract;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.discovery.RecordPolicy;
import io.humpback.discovery.TestingDocuments;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A center on a real etcd, as far as it concerns the backend, and agents that announce themselves as real ones do. */
final class TestingCenter implements AutoCloseable {
    /** How long a test waits for what must come at some time. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private final String cluster = UUID.randomUUID().toString();
    private final BackendUri agentsUri;
    private final Deque<Subscription> open = new ArrayDeque<>();
    private final List<DirectoryView> views = new CopyOnWriteArrayList<>();
    private final Backend backend;
    private final StateStore store;

    private TestingCenter(BackendUri uri, BackendUri agentsUri) {
        this.agentsUri = agentsUri;
        backend = EtcdBackend.open(uri, EtcdCluster.settings(cluster, RecordPolicy.OPEN));
        store = backend.stateStore();
        backend.directory().watch(views::add);
    }

    static TestingCenter open(BackendUri uri) {
        return open(uri, uri);
    }

    /** Opens a center whose agents have another way to etcd. */
    static TestingCenter open(BackendUri uri, BackendUri agentsUri) {
        return new TestingCenter(uri, agentsUri);
    }

    Backend backend() {
        return backend;
    }

    StateStore store() {
        return store;
    }

    /** Starts an agent that announces itself four times within a TTL. */
    void startAgent(String key, Duration ttl) {
        Announcements announcements = EtcdBackend.announcements(agentsUri, EtcdCluster.agent(cluster, ttl));
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "agent-" + key);
            thread.setDaemon(true);
            return thread;
        });
        long period = ttl.toMillis() / 4;
        timer.scheduleWithFixedDelay(() -> announce(announcements, key), 0, period, TimeUnit.MILLISECONDS);
        open.push(() -> {
            timer.shutdownNow();
            announcements.close();
        });
    }

    private static void announce(Announcements announcements, String key) {
        try {
            announcements.announce(key, AnnouncementContract.original(key, 8500).asOurs("i", null, false, 1));
        } catch (NotAnnouncedException e) {
            // An agent tries again at its next heartbeat.
        }
    }

    /** Commits on the present head and says whether that was done. */
    boolean commit(String id) {
        Head head = store.head();
        return store.commit(new Commit(head, head.next(id), List.of(Write.put(TestingDocuments.small("n1", id)))));
    }

    /** Commits again and again until it is done, as the control loop does. */
    void awaitCommit(String id) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> isCommitted(id) || commit(id));
    }

    private boolean isCommitted(String id) {
        try {
            return store.head().commitId().equals(id);
        } catch (StoreOutcomeUnknownException e) {
            return false;
        }
    }

    DirectoryView view() {
        return views.get(views.size() - 1);
    }

    List<DirectoryView> views() {
        return views;
    }

    /** Waits for a view of a backend that answers, with exactly these nodes. */
    void awaitNodes(String... keys) {
        NodeId[] ids = List.of(keys).stream().map(NodeId::of).toArray(NodeId[]::new);
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(views).isNotEmpty();
            assertThat(view().outage()).isEmpty();
            assertThat(view().nodes()).extracting(Node::id).containsExactly(ids);
        });
    }

    /** Waits until the view says that the backend cannot be asked. */
    void awaitOutage() {
        await().atMost(LIMIT).until(() -> !view().isHealthy());
    }

    /** Checks that none of the views from number {@code first} on lacks a node. */
    void assertNobodyWentSince(int first, String... keys) {
        NodeId[] ids = List.of(keys).stream().map(NodeId::of).toArray(NodeId[]::new);
        assertThat(views.subList(first, views.size()))
                .allSatisfy(
                        view -> assertThat(view.nodes()).extracting(Node::id).containsExactly(ids));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        backend.close();
    }
}
