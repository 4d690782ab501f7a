package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.API;
import static io.humpback.webhook.TestingEvents.NOON;
import static io.humpback.webhook.TestingEvents.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.MetaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeliveryScheduleTest {
    private static final LaneId WEB_A = new LaneId(WEB, "http://a/");
    private static final LaneId WEB_B = new LaneId(WEB, "http://b/");
    private static final LaneId API_A = new LaneId(API, "http://a/");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DeliverySchedule schedule =
            new DeliverySchedule(WebhookConfig.builder().senders(4).build());
    private Instant now = NOON;

    @Test
    void beginsAfterTheCommittedPosition() {
        schedule.owe(WEB_A, 5, 6, now);

        assertThat(schedule.deliverDue(now)).containsExactly(new Turn(WEB_A, 5, 6));
    }

    @Test
    void owesNothingThatIsSettled() {
        schedule.owe(WEB_A, 5, 4, now);

        assertThat(schedule.deliverDue(now)).isEmpty();
        assertThat(schedule.untilNext(now)).isNull();
    }

    @Test
    void givesALaneOneTurnAtATime() {
        schedule.owe(WEB_A, 0, 1, now);
        schedule.deliverDue(now);

        schedule.owe(WEB_A, 0, 2, now);

        assertThat(schedule.deliverDue(now)).isEmpty();
    }

    @Test
    void goesOnWithWhatWasAppendedDuringATurn() {
        schedule.owe(WEB_A, 0, 1, now);
        Turn turn = schedule.deliverDue(now).get(0);
        schedule.owe(WEB_A, 0, 2, now);

        settle(turn, 1, Attempt.DELIVERED);

        assertThat(schedule.deliverDue(now)).containsExactly(new Turn(WEB_A, 1, 2));
    }

    @Test
    void givesAnEndpointOneTurnAtATime() {
        schedule.owe(WEB_A, 0, 1, now);
        schedule.owe(API_A, 0, 2, now);

        List<Turn> first = schedule.deliverDue(now);
        assertThat(first).hasSize(1);
        settle(first.get(0), first.get(0).through(), Attempt.DELIVERED);

        assertThat(schedule.deliverDue(now)).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    @Test
    void servesWhoeverWaitedLongestFirst() {
        schedule.owe(WEB_A, 0, 9, now);
        schedule.owe(API_A, 0, 9, now.plusSeconds(1));
        now = now.plusSeconds(2);
        Turn web = schedule.deliverDue(now).get(0);

        settle(web, 4, Attempt.DELIVERED);

        assertThat(schedule.deliverDue(now)).extracting(Turn::lane).containsExactly(API_A);
    }

    @Test
    void usesNoMoreThanTheSendersItHas() {
        for (int i = 0; i < 9; i++) {
            schedule.owe(new LaneId(WEB, "http://host" + i + "/"), 0, 1, now);
        }

        assertThat(schedule.deliverDue(now)).hasSize(4);
        assertThat(schedule.deliverDue(now)).isEmpty();
    }

    @Test
    void keepsHalfOfTheSendersFreeOfRepetitions() {
        for (int i = 0; i < 4; i++) {
            schedule.owe(new LaneId(WEB, "http://down" + i + "/"), 0, 1, now);
        }
        schedule.deliverDue(now).forEach(turn -> settle(turn, 0, Attempt.unavailable("down")));
        now = now.plus(MINUTE);

        assertThat(schedule.deliverDue(now)).hasSize(2);
        schedule.owe(WEB_A, 0, 1, now);
        assertThat(schedule.deliverDue(now)).extracting(Turn::lane).containsExactly(WEB_A);
    }

    @Test
    void waitsAfterARefusalAndSendsTheSameEventAgain() {
        schedule.owe(WEB_A, 0, 1, now);
        Turn turn = schedule.deliverDue(now).get(0);

        Duration wait = settle(turn, 0, Attempt.refused("HTTP 500"));

        assertThat(wait).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(schedule.untilNext(now)).isEqualTo(wait);
        assertThat(schedule.deliverDue(now.plus(wait).minusNanos(1))).isEmpty();
        assertThat(schedule.deliverDue(now.plus(wait))).containsExactly(turn);
    }

    @Test
    void letsOtherMetasGoOnAfterARefusal() {
        schedule.owe(WEB_A, 0, 1, now);
        Turn turn = schedule.deliverDue(now).get(0);
        schedule.owe(API_A, 0, 2, now);

        settle(turn, 0, Attempt.refused("HTTP 500"));

        assertThat(schedule.deliverDue(now)).extracting(Turn::lane).containsExactly(API_A);
    }

    @Test
    void holdsAllLanesOfAnEndpointThatDoesNotAnswer() {
        schedule.owe(WEB_A, 0, 1, now);
        Turn turn = schedule.deliverDue(now).get(0);
        schedule.owe(API_A, 0, 2, now);
        schedule.owe(WEB_B, 0, 1, now);

        settle(turn, 0, Attempt.unavailable("down"));

        assertThat(schedule.deliverDue(now)).extracting(Turn::lane).containsExactly(WEB_B);
    }

    @Test
    void letsAllLanesGoOnceTheirEndpointIsBack() {
        schedule.owe(WEB_A, 0, 1, now);
        schedule.owe(API_A, 0, 2, now);
        for (int failure = 0; failure < 20; failure++) {
            settle(schedule.deliverDue(now).get(0), 0, Attempt.unavailable("down"));
            now = now.plus(Duration.ofMinutes(5));
        }

        Turn first = schedule.deliverDue(now).get(0);
        settle(first, first.through(), Attempt.DELIVERED);

        assertThat(schedule.deliverDue(now)).hasSize(1);
    }

    @Test
    void startsToCountAnewAfterASuccess() {
        schedule.owe(WEB_A, 0, 9, now);
        for (int failure = 0; failure < 20; failure++) {
            settle(schedule.deliverDue(now).get(0), 0, Attempt.refused("HTTP 500"));
            now = now.plus(Duration.ofMinutes(5));
        }
        Turn turn = schedule.deliverDue(now).get(0);

        Duration wait = schedule.settle(new TurnResult(turn, 3, true, Attempt.refused("HTTP 500"), null), now);

        assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void neverSendsAgainToAReceiverThatIsGone() {
        schedule.owe(WEB_A, 0, 1, now);
        settle(schedule.deliverDue(now).get(0), 0, Attempt.gone("HTTP 410"));

        schedule.owe(WEB_A, 0, 2, now);

        assertThat(schedule.deliverDue(now.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void keepsToWhatAReceiverAsksFor() {
        schedule.owe(WEB_A, 0, 1, now);
        Turn turn = schedule.deliverDue(now).get(0);

        Duration wait = settle(turn, 0, Attempt.unavailable("HTTP 429", Duration.ofMinutes(7)));

        assertThat(wait).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void waitsNoLongerWhenTheClockIsSetBack() {
        schedule.owe(WEB_A, 0, 1, now);
        settle(schedule.deliverDue(now).get(0), 0, Attempt.refused("HTTP 500"));
        now = now.minus(Duration.ofHours(1));

        assertThat(schedule.deliverDue(now)).isEmpty();
        assertThat(schedule.deliverDue(now.plusSeconds(1))).hasSize(1);
    }

    @Test
    void forgetsLanesWhoseEventsAreGone() {
        schedule.owe(WEB_A, 0, 1, now);
        schedule.owe(API_A, 0, 1, now);

        schedule.forget(Set.of(WEB));

        assertThat(schedule.size()).isEqualTo(1);
        assertThat(schedule.deliverDue(now)).extracting(Turn::lane).containsExactly(API_A);
    }

    @Test
    void keepsALaneThatIsUnderWayWhenItsEventsAreGone() {
        schedule.owe(WEB_A, 0, 1, now);
        Turn turn = schedule.deliverDue(now).get(0);
        schedule.forget(Set.of(WEB, MetaId.of("other")));

        settle(turn, 1, Attempt.DELIVERED);

        assertThat(schedule.deliverDue(now)).isEmpty();
    }

    private Duration settle(Turn turn, long position, Attempt attempt) {
        return schedule.settle(new TurnResult(turn, position, false, attempt, null), now);
    }
}
