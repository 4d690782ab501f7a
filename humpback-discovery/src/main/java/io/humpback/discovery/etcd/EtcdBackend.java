package io.humpback.discovery.etcd;

import io.etcd.jetcd.options.GetOption;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.KeyValueStateStore;
import io.humpback.discovery.UnitedNodeDirectory;
import io.humpback.discovery.etcd.EtcdCallException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** One cluster's place in etcd. Safe for use by several threads. */
final class EtcdBackend implements Backend {
    private final EtcdConnection connection;
    private final ClusterPath path;
    private final BackendSettings settings;
    private final EtcdKeyValueStore store;
    private final UnitedNodeDirectory directory;
    private final Deque<EtcdElection> elections = new ArrayDeque<>();

    private EtcdBackend(EtcdConnection connection, ClusterPath path, BackendSettings settings) {
        this.connection = connection;
        this.path = path;
        this.settings = settings;
        store = new EtcdKeyValueStore(connection, path, new EtcdContinuity());
        directory = UnitedNodeDirectory.of(
                settings.configured(),
                settings.joined(),
                EtcdNodeDirectory.start(connection, path, settings.records()));
    }

    static EtcdBackend open(BackendUri uri, BackendSettings settings) {
        ClusterPath path = ClusterPath.of(uri.prefix(), settings.clusterName());
        EtcdConnection connection = new EtcdConnection(uri);
        boolean opened = false;
        try {
            checkReachable(connection, path);
            opened = true;
            return new EtcdBackend(connection, path, settings);
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    static Announcements announcements(BackendUri uri, AnnouncementSettings settings) {
        ClusterPath path = ClusterPath.of(uri.prefix(), settings.clusterName());
        return new EtcdAnnouncements(new EtcdConnection(uri), path, settings.ttl());
    }

    /** Every member is asked once, so that one that is down does not matter. */
    private static void checkReachable(EtcdConnection connection, ClusterPath path) {
        GetOption count = GetOption.builder().withCountOnly(true).build();
        for (int tries = 1; ; tries++) {
            try {
                connection.call(
                        client -> client.getKVClient().get(EtcdConnection.bytes(path.state("state/head")), count));
                return;
            } catch (EtcdCallException e) {
                if (!e.isOfTheConnection() || tries >= connection.members()) {
                    throw unusable(connection, e);
                }
                connection.lost(connection.client());
            }
        }
    }

    private static BackendException unusable(EtcdConnection connection, EtcdCallException e) {
        String hosts = connection.endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
        if (e.kind() == Kind.UNAUTHORIZED) {
            return new BackendException(
                    "etcd refuses access: hosts=" + hosts + ", reason=" + e.message()
                            + ". Maybe the options user and password are missing or wrong, or the user lacks a role"
                            + " that may read and write below the prefix",
                    e);
        }
        String remedy = e.isOfTls()
                ? ". Maybe the option ca names another authority than the server's, or the server wants a certificate:"
                        + " options cert and key"
                : connection.options().tls()
                        ? ". Maybe it is not running, or does not talk TLS"
                        : ". Maybe it is not running, or talks TLS: option tls=true";
        return new BackendException("etcd cannot be reached: hosts=" + hosts + ", reason=" + e.message() + remedy, e);
    }

    @Override
    public StateStore stateStore() {
        return KeyValueStateStore.on(store);
    }

    @Override
    public synchronized LeaderElection election(String address) {
        EtcdElection election = EtcdElection.start(connection, path, address, settings.clock());
        elections.push(election);
        return election;
    }

    @Override
    public NodeDirectory directory() {
        return directory;
    }

    @Override
    public synchronized void close() {
        while (!elections.isEmpty()) {
            elections.pop().close();
        }
        directory.close();
        connection.close();
    }
}
