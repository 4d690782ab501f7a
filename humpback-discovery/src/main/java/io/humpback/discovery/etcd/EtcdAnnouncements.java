package io.humpback.discovery.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordHolder;
import io.humpback.discovery.etcd.EtcdCallException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Announces one agent under a lease. Each announcement renews the lease, or takes a new one where the old one has ended,
 * and looks whether the record still stands there under it; it is written only if it does not, or says something else.
 */
final class EtcdAnnouncements implements Announcements {
    private static final int TRIES = 3;
    private static final Duration REVOKE_LIMIT = Duration.ofSeconds(2);

    private final EtcdConnection connection;
    private final ClusterPath path;
    private final long ttlSeconds;
    private long lease;

    /** The connection is this one's. */
    EtcdAnnouncements(EtcdConnection connection, ClusterPath path, Duration ttl) {
        this.connection = connection;
        this.path = path;
        this.ttlSeconds = Math.max(1, ttl.plusMillis(999).toSeconds());
    }

    @Override
    public void announce(String agentKey, NodeRecord record) {
        try {
            for (int tries = 1; !announceOnce(agentKey, record); tries++) {
                if (tries == TRIES) {
                    throw new NotAnnouncedException(
                            NotAnnouncedException.Kind.UNAVAILABLE, "the record is being changed by others", null);
                }
            }
        } catch (EtcdCallException e) {
            throw e.asNotAnnouncedException();
        }
    }

    /** Returns false if it has to be tried again, since lease or record changed meanwhile. */
    private boolean announceOnce(String agentKey, NodeRecord record) {
        renew();
        KeyValue stored = read(agentKey);
        byte @Nullable [] value = stored == null ? null : stored.getValue().getBytes();
        if (stored != null && stored.getLease() == lease && RecordHolder.saysTheSame(agentKey, value, record)) {
            return true;
        }
        RecordHolder.checkMayReplace(agentKey, value, record);
        Op put = Op.put(
                key(agentKey),
                ByteSequence.from(RecordCodec.encode(agentKey, record)),
                PutOption.builder().withLeaseId(lease).build());
        try {
            return replace(agentKey, stored, put);
        } catch (EtcdCallException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            lease = 0; // it has ended since
            return false;
        }
    }

    private void renew() {
        if (lease != 0) {
            long current = lease;
            try {
                connection.call(client -> client.getLeaseClient().keepAliveOnce(current));
                return;
            } catch (EtcdCallException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }
        lease = connection
                .call(client -> client.getLeaseClient().grant(ttlSeconds))
                .getID();
    }

    private ByteSequence key(String agentKey) {
        return EtcdConnection.bytes(path.node(agentKey));
    }

    private @Nullable KeyValue read(String agentKey) {
        GetResponse answer = connection.call(client -> client.getKVClient().get(key(agentKey)));
        return answer.getKvs().isEmpty() ? null : answer.getKvs().get(0);
    }

    private boolean replace(String agentKey, @Nullable KeyValue stored, Op op) {
        long seen = stored == null ? 0 : stored.getModRevision();
        TxnResponse answer = connection.call(client -> client.getKVClient()
                .txn()
                .If(new Cmp(key(agentKey), Cmp.Op.EQUAL, CmpTarget.modRevision(seen)))
                .Then(op)
                .commit());
        return answer.isSucceeded();
    }

    @Override
    public void withdraw(String agentKey, String instance) {
        try {
            KeyValue stored = read(agentKey);
            if (stored != null && RecordHolder.isOf(agentKey, stored.getValue().getBytes(), instance)) {
                // Whoever changed it meanwhile is another one.
                replace(agentKey, stored, Op.delete(key(agentKey), DeleteOption.DEFAULT));
            }
            if (lease != 0) {
                long current = lease;
                lease = 0;
                connection.call(REVOKE_LIMIT, client -> client.getLeaseClient().revoke(current));
            }
        } catch (EtcdCallException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e.asNotAnnouncedException();
            }
        }
    }

    @Override
    public void cancel() {
        connection.cancel();
    }

    @Override
    public void close() {
        connection.close();
    }
}
