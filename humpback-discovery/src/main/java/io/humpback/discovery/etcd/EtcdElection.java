package io.humpback.discovery.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.humpback.core.HumpbackException;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.LeadershipState;
import io.humpback.discovery.etcd.EtcdCallException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads while one key, created under a lease, is its own. The lead lasts until a TTL after the moment before the last
 * renewal was sent, less a tenth: etcd counts from when the renewal arrived, so nobody else can lead earlier. The key is
 * watched, so that a leader that leaves is followed at once, and looked at now and then, since a watch may be silent.
 * Safe for use by several threads; listeners are called on its own thread.
 */
final class EtcdElection implements LeaderElection {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);
    private static final int MARGIN = 10;
    private static final int RENEWALS = 3;
    private static final Logger log = LoggerFactory.getLogger(EtcdElection.class);

    private final EtcdConnection connection;
    private final ByteSequence key;
    private final String address;
    private final InstantSource clock;
    private final Duration ttl;
    private final LeadershipState state;
    private final ByteSequence value;
    private final Signal signal = new Signal();
    private final Thread thread = new Thread(this::run, "humpback-etcd-election");
    private volatile boolean closed;

    // Of the thread alone, and of close() once it has ended.
    private long lease;
    private @Nullable Watcher watcher;
    private long watchGeneration;
    private boolean told;

    private EtcdElection(EtcdConnection connection, ClusterPath path, String address, InstantSource clock) {
        this.connection = connection;
        this.key = EtcdConnection.bytes(path.leader());
        this.address = address;
        this.clock = clock;
        this.ttl = Duration.ofSeconds(
                Math.max(1, connection.options().leaderTtl().plusMillis(999).toSeconds()));
        this.state = new LeadershipState(clock);
        this.value = EtcdConnection.bytes(
                LeaderValue.write(address, UUID.randomUUID().toString()));
        thread.setDaemon(true);
    }

    /** Takes part from now on. The connection stays the caller's. */
    static EtcdElection start(EtcdConnection connection, ClusterPath path, String address, InstantSource clock) {
        EtcdElection election = new EtcdElection(connection, path, address, clock);
        election.thread.start();
        return election;
    }

    private void run() {
        while (!closed) {
            signal.await(step());
        }
    }

    private Duration step() {
        try {
            state.expire();
            Duration wait = lease == 0 ? campaign() : renew();
            told = false;
            return wait;
        } catch (HumpbackException e) {
            state.expire();
            report(String.valueOf(e.getMessage()));
            return shorter(LOOK, ttl.dividedBy(MARGIN));
        } catch (RuntimeException | Error e) { // either would end the thread without a word
            log.error("election in etcd failed; tried again", e);
            return LOOK;
        }
    }

    /** Once for as long as it lasts: the reasons of several members take turns. */
    private void report(String reason) {
        if (!closed && !told) {
            told = true;
            log.warn("election in etcd cannot go on: reason={}", reason);
        }
    }

    /** Follows whoever leads; leads if nobody does. */
    private Duration campaign() {
        watchKey();
        GetResponse present = connection.call(client -> client.getKVClient().get(key));
        if (!present.getKvs().isEmpty()) {
            follow(present.getKvs().get(0));
            return LOOK;
        }
        long granted = connection
                .call(client -> client.getLeaseClient().grant(ttl.toSeconds()))
                .getID();
        lease = granted;
        TxnResponse answer = connection.call(client -> client.getKVClient()
                .txn()
                .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.createRevision(0)))
                .Then(Op.put(
                        key, value, PutOption.builder().withLeaseId(granted).build()))
                .commit());
        if (!answer.isSucceeded()) {
            leaveLease();
            return Duration.ZERO;
        }
        return renew();
    }

    private void follow(KeyValue leader) {
        String other = LeaderValue.address(leader.getValue());
        state.follows(other);
    }

    /** Renews the lease and makes sure that the key is still ours; only both together are the lead. */
    private Duration renew() {
        Instant sent = clock.instant();
        long current = lease;
        Duration limit = shorter(EtcdConnection.CALL_LIMIT, ttl.dividedBy(RENEWALS));
        long granted;
        try {
            granted = connection
                    .call(limit, client -> client.getLeaseClient().keepAliveOnce(current))
                    .getTTL();
        } catch (EtcdCallException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                lost("its lease has ended");
                return Duration.ZERO;
            }
            throw e;
        }
        GetResponse present =
                connection.call(limit, client -> client.getKVClient().get(key));
        boolean ours = !present.getKvs().isEmpty()
                && present.getKvs().get(0).getLease() == current
                && present.getKvs().get(0).getValue().equals(value);
        if (!ours) {
            lost("its key is gone");
            leaveLease();
            return Duration.ZERO;
        }
        Duration sure =
                Duration.ofSeconds(granted).minus(Duration.ofSeconds(granted).dividedBy(MARGIN));
        if (!state.leadership().leader()) {
            log.info("this center leads: address={}", address);
        }
        state.leads(sent.plus(sure), address);
        return shorter(LOOK, ttl.dividedBy(RENEWALS));
    }

    private void lost(String reason) {
        if (state.leadership().leader()) {
            log.warn("this center leads no more: reason={}", reason);
        }
        lease = 0;
        state.unknown();
    }

    /** What cannot be revoked ends by itself. */
    private void leaveLease() {
        long current = lease;
        lease = 0;
        if (current == 0) {
            return;
        }
        try {
            connection.call(LEAVE_LIMIT, client -> client.getLeaseClient().revoke(current));
        } catch (EtcdCallException e) {
            log.debug("lease could not be revoked", e);
        }
    }

    private void watchKey() {
        if (watcher != null && watchGeneration == connection.generation()) {
            return;
        }
        endWatch();
        watchGeneration = connection.generation();
        Client client = connection.client();
        watcher = client.getWatchClient()
                .watch(
                        key,
                        WatchOption.builder().withRequireLeader(true).build(),
                        Watch.listener(response -> signal.raise(), failure -> watchEnded(), this::watchEnded));
    }

    /** It is begun anew with the next look: no need to hurry. */
    private void watchEnded() {
        watchGeneration = -1;
    }

    private void endWatch() {
        Watcher last = watcher;
        watcher = null;
        if (last != null) {
            last.close();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public Leadership leadership() {
        return state.leadership();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return state.onChange(listener);
    }

    /** Stops to lead first, and then lets others lead. */
    @Override
    public void close() {
        state.close();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        thread.interrupt();
        try {
            thread.join(LEAVE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leave();
    }

    private void leave() {
        endWatch();
        if (lease == 0) {
            return;
        }
        try {
            connection.call(
                    LEAVE_LIMIT,
                    client -> client.getKVClient()
                            .txn()
                            .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.value(value)))
                            .Then(Op.delete(key, DeleteOption.DEFAULT))
                            .commit());
            leaveLease();
        } catch (EtcdCallException e) {
            log.warn("could not hand over; the lead ends by itself within {}: reason={}", ttl, e.getMessage());
        }
    }
}
