package io.humpback.discovery.zookeeper;

import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.AnnouncedNodeDirectory;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes whose records stand below {@code nodes}. What ZooKeeper tells of changes is a hint to read again: after
 * every connection, and every now and then, all is listed. Safe for use by several threads.
 */
final class NodesWatch implements NodeDirectory {
    private static final Logger log = LoggerFactory.getLogger(NodesWatch.class);
    /** What the directory reads, and one more, by which it notices that there are too many. */
    private static final int MAX_RECORDS = 10_001;
    /** So many records are read at once: even if all are as large as ZooKeeper takes, they fit into memory. */
    private static final int BATCH = 64;

    private static final Duration LIST_LIMIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ZooKeeperConnection connection;
    private final AnnouncedNodeDirectory directory;
    private final String folder;
    private final Watcher watcher = this::changed;
    private final Rounds rounds = new Rounds("zookeeper-nodes", this::round);
    private final Subscription news;
    /** Agent keys of which something was told, guarded by itself. */
    private final Set<String> changed = new HashSet<>();

    private volatile boolean stale = true;
    // The rounds' own:
    private @Nullable Session watched;
    private long listed;

    private NodesWatch(ZooKeeperConnection connection, RecordPolicy policy) {
        this.connection = connection;
        directory = new AnnouncedNodeDirectory(policy);
        folder = connection.settings().nodes();
        news = connection.onChange(() -> {
            stale = true; // what happened in between is told by nobody
            rounds.wake();
        });
    }

    static NodesWatch start(ZooKeeperConnection connection, RecordPolicy policy) {
        NodesWatch watch = new NodesWatch(connection, policy);
        watch.rounds.start();
        return watch;
    }

    private void changed(WatchedEvent event) {
        String path = event.getPath();
        if (event.getType() == Watcher.Event.EventType.None || path == null) {
            return; // of the connection, which tells of itself
        }
        if (path.startsWith(folder + "/")) {
            synchronized (changed) {
                changed.add(path.substring(folder.length() + 1).replaceAll("/.*", ""));
            }
        } else {
            stale = true;
        }
        rounds.wake();
    }

    private Duration round() {
        if (!connection.isConnected()) {
            stale = true;
            directory.outage("no server answers: hosts=" + connection.settings().hosts());
            return LONGEST_PAUSE; // the connection wakes it
        }
        boolean all = stale || System.nanoTime() - listed >= LONGEST_PAUSE.toNanos();
        stale = false;
        try {
            Deadline deadline = Deadline.in(LIST_LIMIT);
            Session session = connection.session(deadline);
            if (all) {
                list(session, deadline);
            } else {
                reread(session, deadline);
            }
            return LONGEST_PAUSE;
        } catch (RequestException e) {
            stale = true;
            log.debug("nodes cannot be read", e);
            directory.outage(e.getMessage() + ": hosts=" + connection.settings().hosts());
            return RETRY;
        }
    }

    private void list(Session session, Deadline deadline) throws RequestException {
        if (watched != session) {
            deadline.await(session.watch(folder, watcher));
            watched = session;
        }
        takeChanged();
        List<String> names = deadline.await(session.synced(folder, asked -> asked.children(folder, null)));
        Map<String, byte[]> records = new HashMap<>();
        read(session, new TreeSet<>(names), records, new HashSet<>(), deadline);
        directory.replace(records);
        listed = System.nanoTime();
    }

    private void reread(Session session, Deadline deadline) throws RequestException {
        Set<String> names = takeChanged();
        if (names.isEmpty()) {
            return;
        }
        Map<String, byte[]> records = new HashMap<>();
        Set<String> removed = new HashSet<>();
        read(session, names, records, removed, deadline);
        directory.change(records, removed);
    }

    private Set<String> takeChanged() {
        synchronized (changed) {
            Set<String> names = new TreeSet<>(changed);
            changed.clear();
            return names;
        }
    }

    private void read(
            Session session, Set<String> names, Map<String, byte[]> records, Set<String> removed, Deadline deadline)
            throws RequestException {
        List<String> paths = names.stream()
                .limit(MAX_RECORDS)
                .map(name -> folder + "/" + name)
                .toList();
        for (int i = 0; i < paths.size(); i += BATCH) {
            List<String> batch = paths.subList(i, Math.min(paths.size(), i + BATCH));
            Folders.each(batch, session::read, deadline).forEach((path, found) -> {
                String name = path.substring(folder.length() + 1);
                if (found.isPresent()) {
                    records.put(name, RecordCodec.bounded(found.get().data()));
                } else {
                    removed.add(name);
                }
            });
        }
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return directory.watch(listener);
    }

    @Override
    public void close() {
        directory.close();
        news.close();
        rounds.close();
    }
}
