package io.humpback.discovery.consul;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.LeadershipState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate's part in the election: who holds the leader's key with its session leads. The key's value is the leader's
 * address. Safe for use by several threads.
 *
 * <p>A round renews the session, reads the key, and waits for a change of it until a third of the TTL has passed since the
 * renewal was sent. Consul may end the session one TTL after it got the renewal, not earlier, so the candidate counts its
 * lead from before it sent it. (A server that no longer leads may still take a renewal for some seconds; its successor
 * gives every session twice its TTL anew.)
 */
final class ConsulElection implements LeaderElection {
    private static final Logger log = LoggerFactory.getLogger(ConsulElection.class);
    private static final int RENEWALS = 3;
    /** Leaving takes a second at most, and waits no longer for the round that is under way. */
    private static final Duration FAREWELL = Duration.ofMillis(400);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final ConsulHttp http;
    private final ConsulApi api;
    private final ConsulTimes times;
    private final String key;
    private final String address;
    private final Duration ttl;
    private final InstantSource clock;
    private final LeadershipState state;
    private final ConsulLoop loop;
    private volatile String session = "";
    /** Used by the loop's thread alone, like {@link #failing}. */
    private Instant renewed = Instant.EPOCH;

    private boolean failing;
    private boolean closed;

    private ConsulElection(ConsulHttp http, ConsulTimes times, ClusterPath path, InstantSource clock, String address) {
        this.http = http;
        this.times = times;
        this.key = path.leader();
        this.address = address;
        this.ttl = times.sessionTtl(http.options().leaderTtl());
        this.clock = clock;
        this.state = new LeadershipState(clock);
        this.api = new ConsulApi(http, times, shorter(times.attempt(), ttl.dividedBy(RENEWALS)));
        this.loop = ConsulLoop.start("humpback-consul-election", times.pause(), this::round, this::failed);
    }

    /** Begins to take part. Closes {@code http} at its end. */
    static ConsulElection start(
            ConsulHttp http, ConsulTimes times, ClusterPath path, InstantSource clock, String address) {
        return new ConsulElection(http, times, path, clock, address);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private Duration round() {
        renew();
        KvListing listing = api.query(key, 0, Duration.ZERO);
        if (!listing.knownLeader()) {
            throw new ConsulException(ConsulException.Kind.NOT_NOW, "consul has no leader", null);
        }
        boolean settled =
                judge(listing.pairs().isEmpty() ? null : listing.pairs().get(0));
        if (failing) {
            failing = false;
            log.info("election goes on: leader={}", state.leadership().leader());
        }
        Duration wait = ttl.dividedBy(RENEWALS).minus(Duration.between(renewed, clock.instant()));
        if (!settled || listing.index() == 0) {
            return times.pause();
        }
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return Duration.ZERO; // Consul is slow: the next renewal is due already
        }
        long begun = System.nanoTime();
        var unused = api.query(key, listing.index(), wait);
        // A change is looked at in the next round; one that comes at once shall not make it a busy one.
        return System.nanoTime() - begun < SHORTEST_WAIT.toNanos() ? SHORTEST_WAIT : Duration.ZERO;
    }

    private void renew() {
        Instant begun = clock.instant();
        if (!session.isEmpty() && !api.renew(session)) {
            log.warn(
                    "session of the election is gone; another one is created: leader={}",
                    state.leadership().leader());
            session = "";
            state.unknown();
            begun = clock.instant();
        }
        if (session.isEmpty()) {
            session = api.createSession("humpback leader", ttl, "release", times.lockDelay(ttl));
        }
        renewed = begun;
    }

    /** Returns whether somebody leads. */
    private boolean judge(@Nullable KvPair pair) {
        String holder = pair == null ? "" : pair.holder();
        if (holder.isEmpty()) {
            if (!api.acquire(key, address, session)) { // it was held until lately, or is by now
                state.unknown();
                return false;
            }
            holder = session;
        }
        if (holder.equals(session)) {
            state.leads(renewed.plus(ttl), address);
        } else {
            state.follows(pair == null ? "" : text(pair));
        }
        return true;
    }

    private static String text(KvPair pair) {
        try {
            return pair.text();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void failed(ConsulException e) {
        state.expire();
        if (!failing) {
            failing = true;
            log.warn("election cannot go on for now: reason={}", e.message());
        }
    }

    @Override
    public Leadership leadership() {
        return state.leadership();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return state.onChange(listener);
    }

    /** First believes no more that it leads, then lets go of the key, so that there is no lock-delay, then ends the session. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        state.close();
        loop.end();
        http.cancel();
        loop.join(FAREWELL);
        try (ConsulHttp farewell = http.another()) {
            ConsulApi last = new ConsulApi(farewell, times, FAREWELL);
            if (!session.isEmpty()) {
                boolean led = last.release(key, "", session);
                last.destroy(session);
                log.info("left the election: led={}", led);
            }
        } catch (ConsulException e) {
            log.warn("left the election without a word; its session ends by itself: reason={}", e.message());
        } finally {
            http.close();
        }
    }
}
