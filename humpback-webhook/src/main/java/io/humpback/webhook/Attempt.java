package io.humpback.webhook;

import java.time.Duration;

/**
 * How an attempt to post an event went. Immutable.
 *
 * @param reason why it failed, in words that may be logged; empty if it did not
 * @param retryAfter the wait that the receiver asked for, zero if it did not
 */
record Attempt(Kind kind, String reason, Duration retryAfter) {
    /** What follows from an attempt. */
    enum Kind {
        /** The receiver has the event. */
        DELIVERED,
        /** The receiver answers but did not take this event: its lane waits, other metas' lanes go on. */
        REFUSED,
        /** The receiver does not answer or is overloaded: everything for its URL waits. */
        UNAVAILABLE,
        /** The receiver wants no more of these events. */
        GONE,
        /** The attempt was given up because we are closing. */
        CANCELLED
    }

    static final Attempt DELIVERED = new Attempt(Kind.DELIVERED, "", Duration.ZERO);
    static final Attempt CANCELLED = new Attempt(Kind.CANCELLED, "closing", Duration.ZERO);

    static Attempt refused(String reason) {
        return new Attempt(Kind.REFUSED, reason, Duration.ZERO);
    }

    static Attempt unavailable(String reason) {
        return unavailable(reason, Duration.ZERO);
    }

    static Attempt unavailable(String reason, Duration retryAfter) {
        return new Attempt(Kind.UNAVAILABLE, reason, retryAfter);
    }

    static Attempt gone(String reason) {
        return new Attempt(Kind.GONE, reason, Duration.ZERO);
    }

    boolean isDelivered() {
        return kind == Kind.DELIVERED;
    }
}
