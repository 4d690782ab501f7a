package io.humpback.discovery.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.humpback.core.HumpbackException;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.AnnouncedNodeDirectory;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of agents in etcd: a full list, then a watch from the list's revision on, and a full list again whenever
 * the watch ends, the connection changes, a call fails, and every minute, since a watch can be silent without an end.
 * Between lists etcd is asked every few seconds whether it answers; when no member does the view is out, and what was
 * known stays. Records of original agents are polled. Safe for use by several threads; listeners are called on the
 * threads that bring the news.
 */
final class EtcdNodeDirectory implements NodeDirectory {
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final long FULL_LIST_NANOS = Duration.ofSeconds(60).toNanos();

    private static final Logger log = LoggerFactory.getLogger(EtcdNodeDirectory.class);

    private final EtcdConnection connection;
    private final String prefix;
    private final AnnouncedNodeDirectory nodes;
    private final LegacyRecords legacy;
    private final Signal signal = new Signal();
    private final Thread thread = new Thread(this::run, "humpback-etcd-nodes");
    private volatile boolean closed;

    // Of the thread alone.
    private long generation = -1;
    private long listedNanos;
    private int failures;

    // Guarded by this.
    private Map<String, byte[]> records = new HashMap<>();
    private Map<String, byte[]> legacyRecords = Map.of();
    private long revision;
    private @Nullable Watcher watcher;
    private boolean mustList = true;

    private EtcdNodeDirectory(EtcdConnection connection, ClusterPath path, RecordPolicy policy) {
        this.connection = connection;
        this.prefix = path.nodes();
        this.nodes = new AnnouncedNodeDirectory(policy);
        this.legacy = new LegacyRecords(connection.endpoints(), connection.options(), path);
        thread.setDaemon(true);
    }

    /** Returns the directory of the cluster at {@code path}. The connection stays the caller's. */
    static EtcdNodeDirectory start(EtcdConnection connection, ClusterPath path, RecordPolicy policy) {
        EtcdNodeDirectory directory = new EtcdNodeDirectory(connection, path, policy);
        directory.thread.start();
        return directory;
    }

    private void run() {
        while (!closed) {
            signal.await(step());
        }
    }

    /** Returns how long to wait until the next step. */
    private Duration step() {
        try {
            if (mustList()
                    || generation != connection.generation()
                    || System.nanoTime() - listedNanos > FULL_LIST_NANOS) {
                list();
            } else {
                check();
            }
            pollLegacy();
            failures = 0;
            return CHECK;
        } catch (HumpbackException e) {
            if (!closed) {
                failed(e);
            }
            return failures < connection.members() ? Duration.ZERO : RETRY;
        } catch (RuntimeException | Error e) { // either would end the thread without a word
            log.error("nodes in etcd could not be read; tried again", e);
            return CHECK;
        }
    }

    private synchronized boolean mustList() {
        return mustList;
    }

    private void failed(HumpbackException e) {
        failures++;
        synchronized (this) {
            mustList = true;
        }
        if (failures >= connection.members()) {
            if (failures == connection.members()) {
                log.warn("nodes in etcd cannot be read; those known last stay: reason={}", e.getMessage());
            }
            nodes.outage("etcd: " + e.getMessage());
        }
    }

    /** Also tells a cluster without leader, and one that hangs, within the limit of a call. */
    private void check() {
        GetOption count = GetOption.builder()
                .withRange(EtcdReads.end(prefix))
                .withCountOnly(true)
                .build();
        connection.call(client -> client.getKVClient().get(EtcdConnection.bytes(prefix), count));
    }

    private void list() {
        long floor;
        synchronized (this) {
            mustList = false; // whatever happens from now on asks for another one
            floor = revision;
        }
        long current = connection.generation();
        Client client = connection.client();
        EtcdReads.Range range = EtcdReads.all(connection, prefix, 0);
        Map<String, byte[]> listed = new HashMap<>();
        range.entries().forEach(stored -> listed.put(key(stored), value(stored)));
        boolean rewatch;
        synchronized (this) {
            boolean wentBack = range.revision() < floor;
            if (range.revision() >= revision || wentBack) { // else newer events were told while it was read
                revision = range.revision();
                records = listed;
                nodes.replace(united());
            } else {
                nodes.outageOver();
            }
            rewatch = watcher == null || wentBack || generation != current;
        }
        if (rewatch) {
            watch(client, range.revision() + 1);
        }
        generation = current;
        listedNanos = System.nanoTime();
    }

    private String key(KeyValue stored) {
        return stored.getKey().toString(StandardCharsets.UTF_8).substring(prefix.length());
    }

    private static byte[] value(KeyValue stored) {
        return RecordCodec.bounded(stored.getValue().getBytes());
    }

    private Map<String, byte[]> united() {
        Map<String, byte[]> all = new HashMap<>(legacyRecords);
        all.putAll(records);
        return all;
    }

    private void watch(Client client, long from) {
        endWatch();
        WatchOption option = WatchOption.builder()
                .withRange(EtcdReads.end(prefix))
                .withRevision(from)
                .withRequireLeader(true)
                .withProgressNotify(true)
                .build();
        Listening listening = new Listening();
        Watcher begun = client.getWatchClient().watch(EtcdConnection.bytes(prefix), option, listening);
        synchronized (this) {
            listening.watcher = begun;
            if (listening.ended) {
                mustList = true;
            } else {
                watcher = begun;
            }
        }
    }

    private void endWatch() {
        Watcher last;
        synchronized (this) {
            last = watcher;
            watcher = null;
        }
        if (last != null) {
            last.close();
        }
    }

    /** Hears of one watch. Once it has ended, however it did, the records are listed and watched anew. */
    private final class Listening implements Watch.Listener {
        private @Nullable Watcher watcher;
        private boolean ended;

        @Override
        public void onNext(WatchResponse response) {
            apply(response);
        }

        @Override
        public void onError(Throwable failure) {
            log.debug("watch of the nodes ended", failure);
            end();
        }

        @Override
        public void onCompleted() {
            end();
        }

        /** The client would begin it again by itself, with events that were told before. */
        private void end() {
            synchronized (EtcdNodeDirectory.this) {
                ended = true;
                if (watcher == null || EtcdNodeDirectory.this.watcher != watcher) {
                    return; // replaced on purpose, or not yet known
                }
                EtcdNodeDirectory.this.watcher = null;
                mustList = true;
            }
            signal.raise();
        }
    }

    private synchronized void apply(WatchResponse response) {
        Map<String, byte[]> put = new HashMap<>();
        Set<String> removed = new HashSet<>();
        for (WatchEvent event : response.getEvents()) {
            KeyValue stored = event.getKeyValue();
            if (closed || stored.getModRevision() <= revision) {
                continue; // told before
            }
            String key = key(stored);
            byte[] left = legacyRecords.get(key);
            put.remove(key);
            removed.remove(key);
            if (event.getEventType() == WatchEvent.EventType.PUT) {
                byte[] value = value(stored);
                records.put(key, value);
                put.put(key, value);
            } else if (event.getEventType() == WatchEvent.EventType.DELETE) {
                records.remove(key);
                if (left == null) {
                    removed.add(key);
                } else {
                    put.put(key, left);
                }
            } else {
                mustList = true;
            }
        }
        // All events of one revision come in one answer.
        revision = response.getEvents().stream()
                .mapToLong(event -> event.getKeyValue().getModRevision())
                .reduce(revision, Math::max);
        if (!put.isEmpty() || !removed.isEmpty()) {
            nodes.change(put, removed);
        }
    }

    private void pollLegacy() {
        Map<String, byte[]> polled = legacy.poll();
        synchronized (this) {
            Set<String> removed = new HashSet<>(legacyRecords.keySet());
            removed.removeAll(polled.keySet());
            removed.removeAll(records.keySet());
            Map<String, byte[]> put = new HashMap<>(polled);
            put.keySet().removeAll(records.keySet());
            legacyRecords = polled;
            if (!put.isEmpty() || !removed.isEmpty()) {
                nodes.change(put, removed);
            }
        }
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return nodes.watch(listener);
    }

    @Override
    public void close() {
        closed = true;
        nodes.close();
        thread.interrupt();
        endWatch();
        legacy.close();
    }
}
