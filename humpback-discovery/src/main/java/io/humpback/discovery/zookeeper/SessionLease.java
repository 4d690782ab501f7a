package io.humpback.discovery.zookeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Until when a session surely lasts, as far as its client can know. Not safe for use by several threads.
 *
 * <p>The leader of the servers ends a session one timeout after it heard of it last, and hears of requests that another
 * server answered only with that server's reply to the next ping, at most half a tick later, on the same connection as
 * what that server passes on. So a request that the leader itself confirmed says nothing of that request, but proves that
 * the leader has heard of those that were sent half a tick before it. ZooKeeper's shortest timeout is two ticks by
 * default, so half a tick is at most a quarter of any timeout.
 */
final class SessionLease {
    private final Duration timeout;
    private final Deque<Instant> sent = new ArrayDeque<>();
    private Instant heard;

    /**
     * Creates the lease of a session.
     *
     * @param created a time before the session was asked for
     */
    SessionLease(Instant created, Duration timeout) {
        this.timeout = timeout;
        this.heard = created;
    }

    /** Takes note of a request that the servers' leader confirmed, and that was sent at this time, after those before. */
    void confirmed(Instant sentAt) {
        sent.addLast(sentAt);
        Instant surelyHeard = sentAt.minus(timeout.dividedBy(4));
        while (!sent.isEmpty() && !sent.getFirst().isAfter(surelyHeard)) {
            heard = sent.removeFirst();
        }
    }

    /** Returns until when it surely lasts. */
    Instant until() {
        return heard.plus(timeout);
    }
}
