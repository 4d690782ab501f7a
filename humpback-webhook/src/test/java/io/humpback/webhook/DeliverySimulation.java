package io.humpback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Hook;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * The real scanner, schedule and courier under a virtual clock, with receivers that fail, processes that crash and a
 * feed that loses what was not committed, all by one seed. Checks itself at every attempt.
 */
final class DeliverySimulation {
    private static final List<MetaId> METAS = List.of(MetaId.of("m1"), MetaId.of("m2"), MetaId.of("m3"));
    private static final List<Hook> HOOKS = List.of(
            new Hook("http://a/", "t"),
            new Hook("http://b/x", ""),
            new Hook("http://b/y", ""),
            new Hook("https://c/", "u"));
    private static final WebhookConfig CONFIG =
            WebhookConfig.builder().senders(3).pageSize(2).build();

    private record Running(Turn turn, Instant end) {}

    private final Random random;
    private final TestingEventFeed feed = new TestingEventFeed();
    /** All events that a lane is owed, by sequence number. */
    private final Map<LaneId, TreeMap<Long, MetaEvent>> owed = new HashMap<>();
    /** What was taken on a lane, in order; after a crash some of it again. */
    final Map<LaneId, List<Long>> taken = new HashMap<>();

    private final Map<String, String> bodies = new HashMap<>();
    private final Map<LaneId, Instant> laneHeld = new HashMap<>();
    private final Map<String, Instant> urlHeld = new HashMap<>();
    private final List<LaneId> gone = new ArrayList<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(
            Comparator.comparing(Running::end).thenComparing(run -> run.turn().lane()));

    private DeliverySchedule schedule;
    private FeedScanner scanner;
    private Courier courier;
    private Instant now = TestingEvents.NOON;
    private LaneId posting;
    private long sequence;
    private boolean faults = true;

    DeliverySimulation(long seed) {
        random = new Random(seed);
        restart();
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            act(random.nextInt(100));
            scan();
            begin();
        }
        faults = false;
        crash();
        do {
            scan();
            begin();
        } while (advance());
    }

    /** Returns the sequence numbers that {@code lane} is owed. */
    List<Long> owed(LaneId lane) {
        return List.copyOf(owed.get(lane).keySet());
    }

    private void act(int dice) {
        if (dice < 45) {
            append();
        } else if (dice < 50) {
            feed.commit();
        } else if (dice < 52) {
            crash();
        } else {
            advance();
        }
    }

    private void append() {
        MetaId meta = METAS.get(random.nextInt(METAS.size()));
        List<Hook> hooks = HOOKS.stream().filter(hook -> random.nextInt(3) > 0).toList();
        MetaEvent event = TestingEvents.event(meta, ++sequence, hooks);
        hooks.forEach(hook -> owed.computeIfAbsent(new LaneId(meta, hook.url()), lane -> new TreeMap<>())
                .put(event.sequence(), event));
        feed.append(event);
    }

    private void crash() {
        feed.crash();
        running.clear();
        laneHeld.clear();
        urlHeld.clear();
        gone.clear();
        restart();
    }

    private void restart() {
        schedule = new DeliverySchedule(CONFIG);
        scanner = new FeedScanner(feed, CONFIG.pageSize());
        courier = new Courier(feed, CONFIG, this::post, new TestingListener());
    }

    private void scan() {
        schedule.forget(scanner.restart());
        while (scanner.hasNext()) {
            scanner.next().forEach(found -> schedule.owe(found.lane(), found.position(), found.sequence(), now));
        }
    }

    private void begin() {
        for (Turn turn : schedule.deliverDue(now)) {
            assertThat(running)
                    .noneMatch(other ->
                            other.turn().lane().url().equals(turn.lane().url()));
            assertThat(laneHeld.getOrDefault(turn.lane(), now)).isBeforeOrEqualTo(now);
            assertThat(urlHeld.getOrDefault(turn.lane().url(), now)).isBeforeOrEqualTo(now);
            running.add(new Running(turn, now.plusMillis(random.nextInt(15_000))));
        }
        assertThat(running.size()).isLessThanOrEqualTo(CONFIG.senders());
    }

    /** Goes on to whatever comes next: the end of a turn or of a wait. Returns false if nothing comes. */
    private boolean advance() {
        Optional<Duration> wait = Optional.ofNullable(schedule.untilNext(now));
        Running next = running.peek();
        if (next == null || (wait.isPresent() && now.plus(wait.get()).isBefore(next.end()))) {
            wait.ifPresent(duration -> now = now.plus(duration));
            return wait.isPresent();
        }
        running.remove();
        now = next.end();
        end(next.turn());
        return true;
    }

    private void end(Turn turn) {
        posting = turn.lane();
        TurnResult result = courier.run(turn);
        Duration wait = schedule.settle(result, now);
        switch (result.attempt().kind()) {
            case REFUSED -> laneHeld.put(posting, now.plus(wait));
            case UNAVAILABLE -> urlHeld.put(posting.url(), now.plus(wait));
            case GONE -> gone.add(posting);
            default -> assertThat(wait).isZero();
        }
    }

    private Attempt post(WebhookMessage message) {
        assertThat(gone).doesNotContain(posting);
        Long expected = owed.get(posting).higherKey(feed.position(posting.metaId(), posting.url()));
        assertThat(message.id()).startsWith("msg_" + expected + "_");
        assertThat(bodies.computeIfAbsent(message.id() + message.url(), key -> message.body()))
                .isEqualTo(message.body());
        Attempt answer = faults ? answer(random.nextInt(20)) : Attempt.DELIVERED;
        if (answer.isDelivered()) {
            taken.computeIfAbsent(posting, lane -> new ArrayList<>()).add(expected);
        }
        return answer;
    }

    private static Attempt answer(int dice) {
        if (dice < 10) {
            return Attempt.DELIVERED;
        }
        if (dice < 14) {
            return Attempt.refused("HTTP 500");
        }
        if (dice < 17) {
            return Attempt.unavailable("no answer");
        }
        return dice < 19 ? Attempt.unavailable("HTTP 429", Duration.ofSeconds(90)) : Attempt.gone("HTTP 410");
    }
}
