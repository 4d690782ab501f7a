package io.humpback.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * A receiver's URL with the lanes that wait for it, of which one at a time has its turn. Belongs to a
 * {@link DeliverySchedule}. Not safe for use by several threads.
 */
final class Endpoint {
    /** Whoever may send earlier comes first. Only for endpoints that have work. */
    static final Comparator<Endpoint> ORDER =
            Comparator.comparing(Endpoint::dueAt).thenComparing(endpoint -> endpoint.url);

    final String url;
    final Backoff backoff = new Backoff();
    /** Lanes that owe events and are not under way. */
    final TreeSet<Lane> waiting = new TreeSet<>(Lane.ORDER);

    private boolean underWay;

    Endpoint(String url) {
        this.url = url;
    }

    /** Returns whether a turn can begin, be it now or later. */
    boolean hasWork() {
        return !underWay && !waiting.isEmpty();
    }

    /** Returns the time from which the next turn can begin. */
    Instant dueAt() {
        Instant lane = waiting.first().backoff.notBefore();
        return lane.isAfter(backoff.notBefore()) ? lane : backoff.notBefore();
    }

    /** Returns whether the next turn repeats something that failed. */
    boolean isRetry() {
        return backoff.isFailing() || waiting.first().backoff.isFailing();
    }

    Lane begin() {
        underWay = true;
        return requireNonNull(waiting.pollFirst(), "waiting");
    }

    void end() {
        underWay = false;
    }
}
