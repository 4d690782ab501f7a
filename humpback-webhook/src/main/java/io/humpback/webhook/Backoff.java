package io.humpback.webhook;

import java.time.Instant;

/** Failures in a row, and the time before which there is no next try. Not safe for use by several threads. */
final class Backoff {
    private int failures;
    private Instant notBefore = Instant.MIN;

    int failures() {
        return failures;
    }

    boolean isFailing() {
        return failures > 0;
    }

    Instant notBefore() {
        return notBefore;
    }

    /** Notes that all is well; whoever has been ready for the longest time comes first. */
    void ready(Instant now) {
        failures = 0;
        notBefore = now;
    }

    /** Notes one more failure. */
    void failed(Instant nextTry) {
        failures++;
        notBefore = nextTry;
    }

    /** Goes to the end of the line without having failed itself. */
    void stepBack(Instant now) {
        notBefore = now;
    }
}
