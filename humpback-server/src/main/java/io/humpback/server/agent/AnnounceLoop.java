package io.humpback.server.agent;

import io.humpback.core.NodeFacts;
import io.humpback.core.contract.NodeRecord;
import io.humpback.server.agent.AnnouncementException.Kind;
import io.humpback.server.agent.AnnouncementTarget.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces an agent again and again: at once, then at each heartbeat; after a failure sooner, with delays that double
 * and are spread, up to the heartbeat, so that it is back within one of them after any outage. Its times are those of a
 * steady clock: they are compared with each other alone. For one thread.
 */
final class AnnounceLoop {
    private static final Logger log = LoggerFactory.getLogger(AnnounceLoop.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);

    /** Somebody must act before a wrong token becomes right, so it is not tried at every heartbeat. */
    private static final Duration UNAUTHORIZED_DELAY = Duration.ofSeconds(60);

    private static final Duration SHORTEST_HEARTBEAT = Duration.ofSeconds(1);

    private static final int MAX_DOUBLINGS = 16;
    private static final double SPREAD = 0.2;

    private final AnnouncementTarget target;
    private final NodeRecords records;
    private final Supplier<@Nullable NodeFacts> facts;
    private final AnnouncerSettings settings;
    private final RandomGenerator random;

    private Instant due = Instant.MIN;
    private Instant failingSince = Instant.MIN;
    private Duration heartbeat;
    private int failures;
    private @Nullable NodeFacts announcedFacts;
    private boolean announcedOnce;
    private String lastReport = "";

    /**
     * Creates it.
     *
     * @param facts what the engine said last; null before it has said anything
     * @param random spreads the delays
     */
    AnnounceLoop(
            AnnouncementTarget target,
            NodeRecords records,
            Supplier<@Nullable NodeFacts> facts,
            AnnouncerSettings settings,
            RandomGenerator random) {
        this.target = target;
        this.records = records;
        this.facts = facts;
        this.settings = settings;
        this.random = random;
        this.heartbeat = settings.heartbeat();
    }

    /** Announces if that is due, or the engine has changed, and returns when it is due next. */
    Instant step(Instant now) {
        NodeFacts current = facts.get();
        boolean changed = failures == 0 && current != null && !current.equals(announcedFacts);
        if (now.isBefore(due) && !changed) {
            return due;
        }
        if (current == null) {
            due = now.plus(FIRST_DELAY); // its own watch tells of an engine that is away, and wakes us when it is there
            return due;
        }
        try {
            NodeRecord record = records.next(current);
            Lease lease = target.announce(records.identity().key(), record, settings.ttl());
            succeeded(now, lease, current, String.valueOf(record.apiAddr()));
        } catch (AnnouncementException e) {
            failed(now, e);
        }
        return due;
    }

    /** Takes the announcement back, if there may be one; says whether it is known to be gone. */
    boolean leave() {
        if (!announcedOnce) {
            return true;
        }
        try {
            target.leave(records.identity().key(), records.identity().instance());
            log.info("left: target={}", target);
            return true;
        } catch (AnnouncementException e) {
            log.warn(
                    "could not say goodbye: target={}, reason={}. The announcement ends by itself within {}",
                    target,
                    e.getMessage(),
                    settings.ttl());
            return false;
        }
    }

    private void succeeded(Instant now, Lease lease, NodeFacts current, String api) {
        if (!announcedOnce) {
            log.info(
                    "announced: target={}, key={}, api={}, cluster={}",
                    target,
                    records.identity().key(),
                    api,
                    lease.clusterId());
        } else if (failures > 0) {
            log.info("announced again: target={}, after={}", target, Duration.between(failingSince, now));
        }
        announcedOnce = true;
        announcedFacts = current;
        failures = 0;
        lastReport = "";
        heartbeat = shorter(longer(lease.heartbeat(), SHORTEST_HEARTBEAT), settings.heartbeat());
        due = now.plus(heartbeat);
    }

    private void failed(Instant now, AnnouncementException e) {
        String reason = String.valueOf(e.getMessage());
        if (e.kind() == Kind.STALE) {
            records.surpass(e.newestStamp());
        }
        failed(now, reason, e.kind() == Kind.UNAUTHORIZED ? UNAUTHORIZED_DELAY : heartbeat);
    }

    private void failed(Instant now, String reason, Duration longestDelay) {
        if (failures == 0) {
            failingSince = now;
        }
        due = now.plus(spread(shorter(doubled(failures), longestDelay)));
        failures = Math.min(failures + 1, MAX_DOUBLINGS);
        if (!reason.equals(lastReport)) {
            lastReport = reason;
            log.warn("not announced, trying again: target={}, reason={}", target, reason);
        }
    }

    private static Duration doubled(int times) {
        return FIRST_DELAY.multipliedBy(1L << times);
    }

    /** Shorter by up to a fifth, so that agents that lost one center do not come back as one wave. */
    private Duration spread(Duration delay) {
        return delay.minusMillis((long) (delay.toMillis() * SPREAD * random.nextDouble()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
