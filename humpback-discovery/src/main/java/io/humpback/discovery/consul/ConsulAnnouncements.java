package io.humpback.discovery.consul;

import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.discovery.NotAnnouncedException.Kind;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordHolder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent's record under a key that its session holds: when the session ends, Consul deletes the key. Each heartbeat
 * renews the session and looks at the key; what is missing is made anew, and what is as it was is not written, so that
 * nobody who watches is woken. There is no lock-delay, since a session that was lost is to be replaced at once.
 */
final class ConsulAnnouncements implements Announcements {
    private static final int TRIES = 3;

    private final ConsulHttp http;
    private final ConsulApi api;
    private final ClusterPath path;
    private final Duration ttl;
    private String session = "";

    private ConsulAnnouncements(ConsulHttp http, ClusterPath path, Duration ttl, ConsulTimes times) {
        this.http = http;
        this.api = new ConsulApi(http, times, times.attempt());
        this.path = path;
        this.ttl = times.sessionTtl(ttl);
    }

    /** Sends nothing yet. */
    static ConsulAnnouncements open(BackendUri uri, AnnouncementSettings settings, ConsulTimes times) {
        ClusterPath path = ClusterPath.of(uri.prefix(), settings.clusterName());
        return new ConsulAnnouncements(ConsulHttp.to(uri), path, settings.ttl(), times);
    }

    @Override
    public void announce(String agentKey, NodeRecord record) {
        try {
            renew();
            KvPair stored = api.get(path.node(agentKey));
            if (isAnnounced(agentKey, stored, record)) {
                return;
            }
            RecordHolder.checkMayReplace(agentKey, bytes(stored), record);
            TxnOutcome outcome = api.changeAgain(holding(agentKey, stored, RecordCodec.encode(agentKey, record)));
            // The first of two that were sent may have been done, so that the second was refused.
            if (!outcome.done() && !isAnnounced(agentKey, api.get(path.node(agentKey)), record)) {
                throw new NotAnnouncedException(
                        Kind.UNAVAILABLE,
                        "node is not announced: reason=" + outcome.reason()
                                + ". Maybe another agent was faster, or had the key until lately",
                        null);
            }
        } catch (ConsulException e) {
            throw failure("node is not announced: reason=", e);
        }
    }

    private void renew() {
        if (!session.isEmpty() && !api.renew(session)) {
            session = "";
        }
        if (session.isEmpty()) {
            session = api.createSession("humpback node", ttl, "delete", Duration.ZERO);
        }
    }

    private boolean isAnnounced(String agentKey, @Nullable KvPair stored, NodeRecord record) {
        return stored != null
                && stored.holder().equals(session)
                && RecordHolder.saysTheSame(agentKey, bytes(stored), record);
    }

    /** A former start of this agent may still hold the key: it is taken over without a moment in which nobody does. */
    private List<KvOperation> holding(String agentKey, @Nullable KvPair stored, byte[] value) {
        String key = path.node(agentKey);
        KvOperation lock = KvOperation.lock(key, value, session);
        String holder = stored == null ? "" : stored.holder();
        return holder.isEmpty() || holder.equals(session)
                ? List.of(lock)
                : List.of(KvOperation.unlock(key, value, holder), lock);
    }

    private static byte @Nullable [] bytes(@Nullable KvPair stored) {
        try {
            return stored == null ? null : stored.bytes();
        } catch (IllegalArgumentException e) {
            return new byte[0]; // nobody's record
        }
    }

    @Override
    public void withdraw(String agentKey, String instance) {
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                KvPair stored = api.get(path.node(agentKey));
                if (stored == null || !RecordHolder.isOf(agentKey, bytes(stored), instance)) {
                    endSession();
                    return;
                }
                if (api.deleteIf(path.node(agentKey), stored.modifyIndex())) {
                    endSession();
                    return;
                }
            }
        } catch (ConsulException e) {
            throw failure("node may still be announced: reason=", e);
        }
        throw new NotAnnouncedException(
                Kind.UNAVAILABLE, "node may still be announced: reason=its record keeps changing", null);
    }

    /** With it goes what it still holds: nothing, unless the key was written over by hand. */
    private void endSession() {
        if (!session.isEmpty()) {
            api.destroy(session);
            session = "";
        }
    }

    private static NotAnnouncedException failure(String what, ConsulException e) {
        Kind kind = e.kind() == ConsulException.Kind.FORBIDDEN ? Kind.UNAUTHORIZED : Kind.UNAVAILABLE;
        return new NotAnnouncedException(kind, what + e.message(), e);
    }

    @Override
    public void cancel() {
        http.cancel();
    }

    @Override
    public void close() {
        http.close();
    }
}
