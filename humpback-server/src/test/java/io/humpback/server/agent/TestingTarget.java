package io.humpback.server.agent;

import io.humpback.core.contract.NodeRecord;
import io.humpback.server.agent.AnnouncementException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A center on a virtual clock: it keeps one lease and fails as it is told to. */
final class TestingTarget implements AnnouncementTarget {
    final List<NodeRecord> records = new ArrayList<>();
    final List<Instant> attempts = new ArrayList<>();
    final List<String> left = new ArrayList<>();
    final Supplier<Instant> clock;

    @Nullable
    Supplier<AnnouncementException> failure;

    Duration heartbeat = Duration.ofSeconds(8);
    long newestStamp;
    boolean closed;
    private Instant leaseEnd = Instant.MIN;

    TestingTarget(Supplier<Instant> clock) {
        this.clock = clock;
    }

    static AnnouncementException away() {
        return AnnouncementException.of(Kind.UNREACHABLE, "center does not answer: connection refused", null);
    }

    @Override
    public Lease announce(String agentKey, NodeRecord record, Duration ttl) {
        attempts.add(clock.get());
        if (failure != null) {
            throw failure.get();
        }
        long stamp = record.stamp() == null ? 0 : record.stamp();
        if (stamp <= newestStamp) {
            throw AnnouncementException.stale("stale", newestStamp);
        }
        newestStamp = stamp;
        records.add(record);
        leaseEnd = clock.get().plus(ttl);
        return new Lease(heartbeat, "cluster-1");
    }

    /** Returns whether the agent is announced now. */
    boolean isAnnounced() {
        return clock.get().isBefore(leaseEnd);
    }

    /** Forgets everything, as a center does that is started anew. */
    void restart() {
        leaseEnd = Instant.MIN;
        newestStamp = 0;
    }

    @Override
    public void leave(String agentKey, String instance) {
        left.add(agentKey + " " + instance);
        if (failure != null) {
            throw failure.get();
        }
        leaseEnd = Instant.MIN;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "http://center:8589";
    }
}
