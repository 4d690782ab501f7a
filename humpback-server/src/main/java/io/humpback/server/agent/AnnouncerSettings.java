package io.humpback.server.agent;

import java.time.Duration;

/**
 * How often an agent announces itself. Immutable.
 *
 * @param heartbeat time between two announcements, above 0; the target may ask for a shorter one
 * @param ttl how long an announcement outlasts its last renewal, at least twice the heartbeat
 */
public record AnnouncerSettings(Duration heartbeat, Duration ttl) {
    /** The contract's: every 8 s, for 30 s. */
    public static final AnnouncerSettings DEFAULT =
            new AnnouncerSettings(Duration.ofSeconds(8), Duration.ofSeconds(30));

    /** Checks the ranges. */
    public AnnouncerSettings {
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("heartbeat: " + heartbeat + " (expected: above 0)");
        }
        if (ttl.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("ttl: " + ttl + " (expected: at least twice the heartbeat)");
        }
    }
}
