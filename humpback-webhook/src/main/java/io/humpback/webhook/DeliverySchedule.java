package io.humpback.webhook;

import static java.util.Objects.requireNonNull;

import io.humpback.core.MetaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which lanes may send. A lane is the way of one meta's events to one URL; it sends its events in order, and
 * each until it has arrived. No thread, no clock, no I/O: what was sent comes back by {@link #settle}. Not safe for use
 * by several threads.
 */
final class DeliverySchedule {
    private final Map<LaneId, Lane> lanes = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    /** Endpoints that have work. Their order hangs on what they hold: see {@link #change}. */
    private final TreeSet<Endpoint> agenda = new TreeSet<>(Endpoint.ORDER);
    /** Turns that have begun, and whether each is a repetition. */
    private final Map<LaneId, Boolean> underWay = new HashMap<>();

    private final int senders;
    private final RetryDelays delays;
    private Instant latest = Instant.MIN;
    private Duration clockCorrection = Duration.ZERO;

    DeliverySchedule(WebhookConfig config) {
        senders = config.senders();
        delays = new RetryDelays(config);
    }

    /**
     * Notes that the event with {@code sequence} is to be sent on {@code id}'s lane. A lane that is not known yet begins
     * after {@code position}.
     */
    void owe(LaneId id, long position, long sequence, Instant now) {
        Lane lane = lanes.computeIfAbsent(id, key -> new Lane(key, endpoint(key.url()), position));
        boolean idle = !lane.owes();
        lane.owe(sequence);
        if (idle && lane.owes() && !underWay.containsKey(id)) {
            lane.backoff.ready(steady(now));
            change(lane.endpoint, () -> lane.endpoint.waiting.add(lane));
        }
    }

    /**
     * Begins the turns that are due at {@code now}, the longest due first, as many as there are free senders. At most
     * one for each URL, and at most half of the senders are given to repetitions: a receiver that is down uses up a
     * sender for the whole length of an attempt.
     */
    List<Turn> deliverDue(Instant now) {
        Instant time = steady(now);
        int free = senders - underWay.size();
        int freeForRetries = Math.max(1, senders / 2) - countRetries();
        List<Endpoint> chosen = new ArrayList<>();
        for (Endpoint endpoint : agenda) {
            if (chosen.size() >= free || endpoint.dueAt().isAfter(time)) {
                break;
            }
            if (!endpoint.isRetry() || freeForRetries-- > 0) {
                chosen.add(endpoint);
            }
        }
        return chosen.stream().map(this::begin).toList();
    }

    /**
     * Ends a turn. Returns how long its lane waits at least, zero if it does not. A lane whose receiver is gone never
     * sends again.
     */
    Duration settle(TurnResult result, Instant now) {
        Instant time = steady(now);
        underWay.remove(result.turn().lane());
        Lane lane = requireNonNull(lanes.get(result.turn().lane()), "lane");
        lane.moveTo(result.position());
        return change(lane.endpoint, () -> {
            Duration wait = note(lane, result, time);
            lane.endpoint.end();
            if (lane.owes()) {
                lane.endpoint.waiting.add(lane);
            }
            return wait;
        });
    }

    /** Returns how long it takes until another turn is due, {@code null} if only an event or a result can lead to one. */
    @Nullable
    Duration untilNext(Instant now) {
        Instant time = steady(now);
        for (Endpoint endpoint : agenda) {
            if (endpoint.dueAt().isAfter(time)) {
                return Duration.between(time, endpoint.dueAt());
            }
        }
        return null;
    }

    /** Drops the lanes of {@code metas}, whose events are all gone, unless one is under way. */
    void forget(Set<MetaId> metas) {
        if (metas.isEmpty()) {
            return;
        }
        Set<Endpoint> left = new HashSet<>();
        lanes.values().removeIf(lane -> {
            boolean drop = metas.contains(lane.id.metaId()) && !underWay.containsKey(lane.id);
            if (drop) {
                change(lane.endpoint, () -> lane.endpoint.waiting.remove(lane));
                left.add(lane.endpoint);
            }
            return drop;
        });
        lanes.values().forEach(lane -> left.remove(lane.endpoint));
        left.forEach(endpoint -> endpoints.remove(endpoint.url));
    }

    /** Returns how many lanes are known. */
    int size() {
        return lanes.size();
    }

    private Turn begin(Endpoint endpoint) {
        boolean retry = endpoint.isRetry();
        Lane lane = change(endpoint, endpoint::begin);
        underWay.put(lane.id, retry);
        return lane.turn();
    }

    /** Moves the back-offs on; returns the wait. */
    private Duration note(Lane lane, TurnResult result, Instant time) {
        Attempt attempt = result.attempt();
        if (result.progressed()) {
            lane.backoff.ready(time);
            lane.endpoint.backoff.ready(time);
        }
        switch (attempt.kind()) {
            case DELIVERED -> {
                lane.backoff.ready(time);
                lane.endpoint.backoff.ready(time);
            }
            case REFUSED -> {
                lane.endpoint.backoff.ready(time);
                return fail(lane.backoff, attempt, time);
            }
            case UNAVAILABLE -> {
                lane.backoff.stepBack(time);
                return fail(lane.endpoint.backoff, attempt, time);
            }
            case GONE -> {
                lane.endpoint.backoff.ready(time);
                lane.disable();
            }
            case CANCELLED -> lane.backoff.stepBack(time);
        }
        return Duration.ZERO;
    }

    private Duration fail(Backoff backoff, Attempt attempt, Instant time) {
        Duration wait = delays.next(backoff.failures() + 1, attempt.retryAfter());
        backoff.failed(time.plus(wait));
        return wait;
    }

    /** Does {@code change} to {@code endpoint} while it is out of the agenda, since it moves its place there. */
    private <T> T change(Endpoint endpoint, Supplier<T> change) {
        if (endpoint.hasWork()) {
            agenda.remove(endpoint);
        }
        T result = change.get();
        if (endpoint.hasWork()) {
            agenda.add(endpoint);
        }
        return result;
    }

    /**
     * Returns {@code now} on a clock that never goes back: when the system's clock is set back, waits would otherwise
     * last longer by that much.
     */
    private Instant steady(Instant now) {
        Instant time = now.plus(clockCorrection);
        if (time.isBefore(latest)) {
            clockCorrection = clockCorrection.plus(Duration.between(time, latest));
            return latest;
        }
        latest = time;
        return time;
    }

    private Endpoint endpoint(String url) {
        return endpoints.computeIfAbsent(url, Endpoint::new);
    }

    private int countRetries() {
        return (int) underWay.values().stream().filter(retry -> retry).count();
    }
}
