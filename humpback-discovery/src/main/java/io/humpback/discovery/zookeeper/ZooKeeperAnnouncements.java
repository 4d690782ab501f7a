package io.humpback.discovery.zookeeper;

import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.discovery.NotAnnouncedException.Kind;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordHolder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.jspecify.annotations.Nullable;

/**
 * Announces an agent as the original does: an ephemeral node that everybody may read and write, rewritten at each
 * heartbeat. What an earlier session or somebody's hand left in its place is replaced in one step, so that nobody sees
 * the place empty. Called by one thread at a time, but for {@link #cancel} and {@link #close}.
 */
final class ZooKeeperAnnouncements implements Announcements {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    /** How often others may change the place between looking at it and writing. */
    private static final int ATTEMPTS = 5;

    private final ZooKeeperConnection connection;
    private final Duration limit;
    private volatile @Nullable Deadline underWay;

    private ZooKeeperAnnouncements(ZooKeeperConnection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
    }

    static ZooKeeperAnnouncements open(BackendUri uri, AnnouncementSettings settings) {
        ZooKeeperSettings client = ZooKeeperSettings.ofAgent(uri, settings.clusterName(), settings.ttl());
        Duration limit = settings.ttl().compareTo(LONGEST_CALL) < 0 ? settings.ttl() : LONGEST_CALL;
        return new ZooKeeperAnnouncements(ZooKeeperConnection.start(client, InstantSource.system()), limit);
    }

    /** One attempt. */
    private interface Attempt {
        /** Does it, or is refused if the place is not as it was found any more. */
        void run(Session session, Optional<Znode> found, Deadline deadline) throws RequestException;
    }

    @Override
    public void announce(String agentKey, NodeRecord record) {
        String path = path(agentKey);
        byte[] value = RecordCodec.encode(agentKey, record);
        call(path, (session, found, deadline) -> {
            RecordHolder.checkMayReplace(agentKey, found.map(Znode::data).orElse(null), record);
            Op write = Op.create(path, value, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            if (found.isEmpty()) {
                Folders.writeBelow(session, connection.settings(), Folders.of(path), write, deadline);
                return;
            }
            int version = found.get().stat().getVersion();
            boolean own = found.get().stat().getEphemeralOwner() == session.id();
            deadline.await(session.write(
                    own ? List.of(Op.setData(path, value, version)) : List.of(Op.delete(path, version), write)));
        });
    }

    @Override
    public void withdraw(String agentKey, String instance) {
        String path = path(agentKey);
        call(path, (session, found, deadline) -> {
            if (RecordHolder.isOf(agentKey, found.map(Znode::data).orElse(null), instance)) {
                deadline.await(session.write(
                        List.of(Op.delete(path, found.orElseThrow().stat().getVersion()))));
            }
        });
    }

    private String path(String agentKey) {
        return connection.settings().nodes() + "/" + agentKey;
    }

    private void call(String path, Attempt attempt) {
        Deadline deadline = Deadline.in(limit);
        underWay = deadline;
        try {
            Session session = connection.session(deadline);
            int attempts = 1;
            while (!attempted(path, attempt, session, deadline, attempts == ATTEMPTS)) {
                attempts++;
            }
        } catch (RequestException e) {
            Kind kind = e.isUnauthorized() ? Kind.UNAUTHORIZED : Kind.UNAVAILABLE;
            throw new NotAnnouncedException(kind, String.valueOf(e.getMessage()), e);
        } finally {
            underWay = null;
        }
    }

    private static boolean attempted(String path, Attempt attempt, Session session, Deadline deadline, boolean last)
            throws RequestException {
        Optional<Znode> found = deadline.await(session.synced(path, asked -> asked.read(path)));
        try {
            attempt.run(session, found, deadline);
            return true;
        } catch (RequestException e) {
            if (e.isOfPlan() && !last) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void cancel() {
        Deadline deadline = underWay;
        if (deadline != null) {
            deadline.cancel();
        }
    }

    @Override
    public void close() {
        cancel();
        connection.close();
    }
}
