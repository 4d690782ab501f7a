package io.humpback.discovery.zookeeper;

import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * The connection to ZooKeeper that one program has. Curator begins a new session whenever one has ended, also where the
 * servers have lost their data and so would refuse the old one for ever. Safe for use by several threads.
 */
final class ZooKeeperConnection implements AutoCloseable {
    /** How long closing may take, if the server that is asked to end the session does not answer. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final ZooKeeperSettings settings;
    private final InstantSource clock;
    private final TlsConfiguration tls;
    private final CuratorFramework curator;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    /** Guards the fields below. */
    private final Object lock = new Object();

    private @Nullable Watcher newest;
    private @Nullable Session session;
    private boolean connected;
    private boolean closed;
    private CompletableFuture<Session> ready = new CompletableFuture<>();

    private ZooKeeperConnection(ZooKeeperSettings settings, InstantSource clock, TlsConfiguration tls) {
        this.settings = settings;
        this.clock = clock;
        this.tls = tls;
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(settings.hosts())
                .sessionTimeoutMs(Math.toIntExact(settings.sessionTimeout().toMillis()))
                .connectionTimeoutMs(Math.toIntExact(settings.sessionTimeout().toMillis()))
                .retryPolicy((retries, elapsedMs, sleeper) -> false)
                .ensembleTracker(false) // the servers may know each other by names that lead nowhere from here
                .zkClientConfig(tls.client())
                .zookeeperFactory(new Sessions());
        if (!settings.options().user().isEmpty()) {
            builder.authorization("digest", settings.digest());
        }
        curator = builder.build();
    }

    /** Returns a connection that is being made. */
    static ZooKeeperConnection start(ZooKeeperSettings settings, InstantSource clock) {
        ZooKeeperConnection connection = new ZooKeeperConnection(settings, clock, TlsConfiguration.of(settings));
        connection.curator.start();
        return connection;
    }

    /** Begins sessions for Curator. */
    private final class Sessions implements ZookeeperFactory {
        @Override
        public ZooKeeper newZooKeeper(String hosts, int timeoutMs, Watcher watcher, boolean readOnly) throws Exception {
            return newZooKeeper(hosts, timeoutMs, watcher, readOnly, tls.client());
        }

        @Override
        public ZooKeeper newZooKeeper(
                String hosts, int timeoutMs, Watcher watcher, boolean readOnly, ZKClientConfig config)
                throws Exception {
            var created = clock.instant();
            Watcher both = new Watcher() {
                @Override
                public void process(WatchedEvent event) {
                    watcher.process(event);
                    if (event.getType() == Event.EventType.None) {
                        changed(this, event.getState());
                    }
                }
            };
            synchronized (lock) {
                newest = both;
                session = null;
                lost();
            }
            ZooKeeper begun = new ZooKeeper(hosts, timeoutMs, both, false, config);
            begun(both, new Session(begun, created));
            return begun;
        }
    }

    /** May come after the first news of the session. */
    private void begun(Watcher watcher, Session newSession) {
        synchronized (lock) {
            if (watcher.equals(newest)) {
                session = newSession;
                settle();
            }
        }
        tell();
    }

    private void changed(Watcher watcher, Watcher.Event.KeeperState state) {
        synchronized (lock) {
            if (!watcher.equals(newest)) {
                return; // of a session that has been given up
            }
            if (state == Watcher.Event.KeeperState.SyncConnected) {
                connected = true;
                settle();
            } else if (state == Watcher.Event.KeeperState.Expired || state == Watcher.Event.KeeperState.Closed) {
                session = null;
                lost();
            } else {
                lost();
            }
        }
        tell();
    }

    private void settle() {
        if (connected && session != null) {
            ready.complete(session);
        }
    }

    private void lost() {
        connected = false;
        if (ready.isDone() && !closed) {
            ready = new CompletableFuture<>();
        }
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    /** Waits until there is a connection, and returns its session. */
    Session session(Deadline deadline) throws RequestException {
        CompletableFuture<Session> own;
        synchronized (lock) {
            if (closed) {
                throw RequestException.notSent("the connection is closed", null);
            }
            own = ready.copy();
        }
        try {
            return deadline.await(own);
        } catch (RequestException e) {
            throw RequestException.notSent("no server answers: hosts=" + settings.hosts(), e);
        }
    }

    boolean isConnected() {
        synchronized (lock) {
            return connected && session != null;
        }
    }

    /** Returns the session that has not ended as far as is known, whether there is a connection or not. */
    @Nullable
    Session lasting() {
        synchronized (lock) {
            return session;
        }
    }

    ZooKeeperSettings settings() {
        return settings;
    }

    /** Calls {@code listener} when a connection or a session begins or ends, on a thread that it must not keep. */
    Subscription onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends the session. Returns within seconds, whether a server answers or not. Repeated calls do nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lost();
            ready.cancel(false);
        }
        listeners.clear();
        // The client waits for the server's goodbye, and for that it may have to connect first.
        Thread closer = new Thread(this::end, "zookeeper-close");
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        curator.close();
        tls.close();
    }
}
