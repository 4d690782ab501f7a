package io.humpback.examples.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether leases live that others renew by changing a mark: each does until it was seen unchanged for as long as it
 * lasts, by the watcher's own clock. So no two clocks need to agree, and nobody writes a time down. Not safe for use by
 * several threads.
 */
final class LeaseWatch {
    private final InstantSource clock;
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(String mark, Instant since) {}

    /**
     * Creates it.
     *
     * @param clock one that never jumps
     */
    LeaseWatch(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns whether the lease {@code name}, whose mark is {@code mark} now, lives. One that was not seen before does. */
    boolean isAlive(String name, String mark, Duration ttl) {
        Instant now = clock.instant();
        Seen last = seen.get(name);
        if (last == null || !last.mark.equals(mark)) {
            seen.put(name, new Seen(mark, now));
            return true;
        }
        return now.isBefore(last.since.plus(ttl));
    }

    /** Forgets all leases but these. */
    void retain(Set<String> names) {
        seen.keySet().retainAll(names);
    }

    /** Forgets all, after a time in which nobody could renew: each lasts anew from when it is seen again. */
    void restart() {
        seen.clear();
    }
}
