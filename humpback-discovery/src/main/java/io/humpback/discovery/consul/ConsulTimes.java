package io.humpback.discovery.consul;

import java.time.Duration;

/**
 * How long things take at most or at least. Immutable.
 *
 * @param attempt how long one host may take to answer; longer than a slow Consul takes (B7: 2 s for each call)
 * @param block how long a blocking query may wait for a change, before it tells that there was none. Its answer, or that
 *     there is none, is the sign whether Consul is well, so this is far less than an agent's TTL
 * @param shortestTtl of a session: 10 s in every Consul that nobody configured otherwise
 * @param pause between two tries, and between two answers of one watch
 */
record ConsulTimes(Duration attempt, Duration block, Duration shortestTtl, Duration pause) {
    static final ConsulTimes DEFAULT = new ConsulTimes(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMillis(200));

    private static final Duration LONGEST_TTL = Duration.ofHours(24);
    private static final Duration LONGEST_LOCK_DELAY = Duration.ofSeconds(60);
    /** Consul spreads the ends of blocking queries by a sixteenth of their wait. */
    private static final int JITTER = 16;

    /** Returns the TTL that a session gets where {@code asked} is wanted: whole seconds, within Consul's limits. */
    Duration sessionTtl(Duration asked) {
        Duration whole = Duration.ofSeconds(asked.plusNanos(999_999_999).toSeconds());
        if (whole.compareTo(shortestTtl) < 0) {
            return shortestTtl;
        }
        return whole.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL : whole;
    }

    /** Returns how long a session with this TTL may stand after its last renewal: Consul ends it up to twice as late. */
    Duration longestSession(Duration ttl) {
        return sessionTtl(ttl).multipliedBy(2);
    }

    /**
     * Returns how long the leader's key is kept from others after its session was invalidated. Consul's default of 15 s
     * would be shorter than a long TTL: a session that somebody destroys by hand ends before its TTL does, and until
     * then its holder believes that it leads. Longer than a minute is not possible.
     */
    Duration lockDelay(Duration ttl) {
        return ttl.compareTo(LONGEST_LOCK_DELAY) > 0 ? LONGEST_LOCK_DELAY : ttl;
    }

    /** Returns how long one host may take to answer a blocking query. */
    Duration attemptOf(Duration wait) {
        return attempt.plus(wait).plus(wait.dividedBy(JITTER));
    }
}
