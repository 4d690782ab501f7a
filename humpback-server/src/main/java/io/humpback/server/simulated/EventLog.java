package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What happened at an engine: the last {@value #MAX_PAST} events, and those who follow. On the loop's thread only. */
final class EventLog {
    /** As many as a real engine keeps. */
    static final int MAX_PAST = 256;

    private static final long NANOS = 1_000_000_000L;
    private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;

    private final InstantSource clock;
    private final Deque<Event> past = new ArrayDeque<>();
    private final Set<Follower> followers = new LinkedHashSet<>();
    private long lastNanos;

    EventLog(InstantSource clock) {
        this.clock = clock;
    }

    /** An event; {@code attributes} hold labels, name, image and what belongs to the action. */
    record Event(String type, String action, String id, Map<String, String> attributes, long nanos) {
        byte[] line() {
            ObjectNode line = Json.object();
            String image = type.equals("image") ? id : attributes.getOrDefault("image", "");
            line.put("status", action).put("id", id);
            if (type.equals("container")) {
                line.put("from", image);
            }
            line.put("Type", type).put("Action", action);
            ObjectNode actor = line.putObject("Actor").put("ID", id);
            ObjectNode members = actor.putObject("Attributes");
            new TreeMap<>(attributes).forEach(members::put);
            line.put("scope", "local").put("time", nanos / NANOS).put("timeNano", nanos);
            return Json.bytes(line);
        }

        boolean matches(Filters filters) {
            String name = attributes.getOrDefault("name", "");
            return filters.matches("type", type::equals)
                    && filters.matches("event", wanted -> wanted.equals(action) || action.startsWith(wanted + ":"))
                    && filters.matches(
                            "container",
                            wanted -> type.equals("container") && (id.startsWith(wanted) || name.equals(wanted)))
                    && filters.matches(
                            "image", wanted -> wanted.equals(attributes.getOrDefault("image", id)) || wanted.equals(id))
                    && filters.matchesLabels(attributes);
        }
    }

    private record Follower(Exchange exchange, Filters filters) {}

    void add(String type, String action, String id, Map<String, String> attributes) {
        lastNanos = Math.max(lastNanos + 1, nanos(clock.instant())); // times rise, as a real engine's do
        Event event = new Event(type, action, id, attributes, lastNanos);
        if (past.size() == MAX_PAST) {
            past.removeFirst();
        }
        past.add(event);
        if (!followers.isEmpty()) {
            byte[] line = event.line();
            for (Follower follower : List.copyOf(followers)) {
                if (event.matches(follower.filters)) {
                    follower.exchange.chunk(line);
                }
            }
        }
    }

    /** Answers a request for events. */
    void follow(Exchange exchange, EventLoop loop) {
        HttpRequest request = exchange.request();
        Filters filters = request.filters();
        long since = time(request.parameter("since"), 0);
        long until = time(request.parameter("until"), Long.MAX_VALUE);
        exchange.openStream("application/json");
        if (since > 0 || until < Long.MAX_VALUE) {
            past.stream()
                    .filter(event -> event.nanos >= since && event.nanos <= until && event.matches(filters))
                    .forEach(event -> exchange.chunk(event.line()));
        }
        long rest = until == Long.MAX_VALUE ? Long.MAX_VALUE : until - nanos(clock.instant());
        if (rest <= 0) {
            exchange.endStream();
            return;
        }
        Follower follower = new Follower(exchange, filters);
        followers.add(follower);
        exchange.onGone(() -> followers.remove(follower));
        if (rest < Long.MAX_VALUE) {
            loop.schedule(Duration.ofNanos(rest), () -> {
                followers.remove(follower);
                exchange.endStream();
            });
        }
    }

    void forgetPast() {
        past.clear();
    }

    int followers() {
        return followers.size();
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }

    private static long time(String text, long absent) {
        if (text.isEmpty() || text.equals("0")) {
            return absent;
        }
        try {
            int point = text.indexOf('.');
            long seconds = Math.min(Long.parseLong(point < 0 ? text : text.substring(0, point)), LAST_SECOND);
            String fraction = point < 0 ? "" : text.substring(point + 1);
            return seconds * NANOS
                    + (fraction.isEmpty() ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9)));
        } catch (NumberFormatException e) {
            throw new Refusal(500, "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
