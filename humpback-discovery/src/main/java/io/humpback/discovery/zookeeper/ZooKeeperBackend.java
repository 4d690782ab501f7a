package io.humpback.discovery.zookeeper;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.KeyValueStateStore;
import io.humpback.discovery.UnitedNodeDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One cluster in ZooKeeper, on one connection, whose session is the center's lease. Safe for use by several threads. */
final class ZooKeeperBackend implements Backend {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final ZooKeeperConnection connection;
    private final InstantSource clock;
    private final ZooKeeperKeyValueStore store;
    private final UnitedNodeDirectory directory;
    private final List<ZooKeeperElection> elections = new CopyOnWriteArrayList<>();

    private ZooKeeperBackend(ZooKeeperConnection connection, BackendSettings settings) {
        this.connection = connection;
        this.clock = settings.clock();
        this.store = new ZooKeeperKeyValueStore(connection);
        this.directory = UnitedNodeDirectory.of(
                settings.configured(), settings.joined(), NodesWatch.start(connection, settings.records()));
    }

    /** Connects, and throws {@link BackendException} if no server answers or the user may not read there. */
    static ZooKeeperBackend open(BackendUri uri, BackendSettings settings) {
        ZooKeeperSettings client = ZooKeeperSettings.ofCenter(uri, settings.clusterName());
        ZooKeeperConnection connection = ZooKeeperConnection.start(client, settings.clock());
        boolean opened = false;
        try {
            check(connection);
            opened = true;
            return new ZooKeeperBackend(connection, settings);
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    private static void check(ZooKeeperConnection connection) {
        ZooKeeperSettings settings = connection.settings();
        Duration ttl = settings.options().leaderTtl();
        Deadline deadline = Deadline.in(ttl.compareTo(LONGEST_CONNECT) < 0 ? ttl : LONGEST_CONNECT);
        try {
            Session session = connection.session(deadline);
            deadline.await(session.read(settings.root() + "/state/head"));
        } catch (RequestException e) {
            throw new BackendException(e.isUnauthorized() ? refused(settings) : unreachable(settings, e), e);
        }
    }

    private static String refused(ZooKeeperSettings settings) {
        return "ZooKeeper refuses this user: path=" + settings.root() + ", user="
                + settings.options().user() + " (expected: ?user=NAME&password=TEXT as when the cluster was begun)";
    }

    private static String unreachable(ZooKeeperSettings settings, RequestException e) {
        String remedy = settings.options().tls()
                ? ". Maybe it does not talk TLS at this port, or its certificate is not signed by ca= or has another name"
                : ". Maybe it is not started, or the port is not 2181, or it wants TLS (?tls=true&ca=FILE)";
        return "ZooKeeper cannot be used: hosts=" + settings.hosts() + ", reason=" + e.getMessage() + remedy;
    }

    @Override
    public StateStore stateStore() {
        return KeyValueStateStore.on(store);
    }

    @Override
    public LeaderElection election(String address) {
        ZooKeeperElection election = ZooKeeperElection.join(connection, address, clock);
        elections.add(election);
        return election;
    }

    @Override
    public NodeDirectory directory() {
        return directory;
    }

    @Override
    public void close() {
        elections.forEach(ZooKeeperElection::close);
        directory.close();
        store.close();
        connection.close();
    }
}
