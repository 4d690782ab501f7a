package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.WEB;
import static io.humpback.webhook.TestingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.humpback.core.Hook;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CourierTest {
    private static final Hook A = new Hook("http://a/", "token");
    private static final Hook A_TOO = new Hook("http://a/", "second token");
    private static final Hook B = new Hook("http://b/", "");
    private static final LaneId WEB_A = new LaneId(WEB, A.url());

    private final TestingEventFeed feed = new TestingEventFeed();
    private final TestingListener listener = new TestingListener();
    private final List<WebhookMessage> posted = new ArrayList<>();
    private final Deque<Attempt> answers = new ArrayDeque<>();
    private final Courier courier =
            new Courier(feed, WebhookConfig.builder().pageSize(3).build(), this::post, listener);

    @Test
    void sendsAPageInOrderAndAcknowledgesIt() {
        feed.append(event(WEB, 1, A), event(WEB, 2, A), event(WEB, 3, A), event(WEB, 4, A));

        TurnResult result = courier.run(new Turn(WEB_A, 0, 4));

        assertThat(posted)
                .extracting(message -> message.id().substring(0, 6))
                .containsExactly("msg_1_", "msg_2_", "msg_3_");
        assertThat(result.position()).isEqualTo(3);
        assertThat(result.attempt().isDelivered()).isTrue();
        assertThat(feed.position(WEB, A.url())).isEqualTo(3);
        assertThat(listener.delivered).extracting(Delivery::sequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    void stopsAtTheFirstFailure() {
        feed.append(event(WEB, 1, A), event(WEB, 2, A), event(WEB, 3, A));
        answers.add(Attempt.DELIVERED);
        answers.add(Attempt.refused("HTTP 500"));

        TurnResult result = courier.run(new Turn(WEB_A, 0, 3));

        assertThat(posted).hasSize(2);
        assertThat(result.position()).isEqualTo(1);
        assertThat(result.progressed()).isTrue();
        assertThat(result.failed().sequence()).isEqualTo(2);
        assertThat(feed.position(WEB, A.url())).isEqualTo(1);
    }

    @Test
    void passesOverEventsOfOthers() {
        feed.append(event(WEB, 1, B), event(WEB, 2, A), event(WEB, 3));

        TurnResult result = courier.run(new Turn(WEB_A, 0, 2));

        assertThat(posted).extracting(WebhookMessage::url).containsExactly(A.url());
        assertThat(result.position()).isEqualTo(3);
    }

    @Test
    void usesTheFirstOfSeveralHooksWithOneUrl() {
        feed.append(event(WEB, 1, A, A_TOO));

        courier.run(new Turn(WEB_A, 0, 1));

        assertThat(posted).extracting(WebhookMessage::token).containsExactly("token");
    }

    @Test
    void passesOverOwedEventsThatAreNoLongerKept() {
        TurnResult result = courier.run(new Turn(WEB_A, 3, 7));

        assertThat(result.position()).isEqualTo(7);
        assertThat(result.attempt().isDelivered()).isTrue();
    }

    @Test
    void leavesAFailureToReadToItsCaller() {
        feed.fail(1);

        assertThatIllegalStateException().isThrownBy(() -> courier.run(new Turn(WEB_A, 0, 1)));
    }

    @Test
    void countsADefectAsARefusal() {
        feed.append(event(WEB, 1, A));
        Courier broken = new Courier(
                feed,
                WebhookConfig.DEFAULT,
                message -> {
                    throw new IllegalStateException("a defect");
                },
                listener);

        TurnResult result = broken.run(new Turn(WEB_A, 0, 1));

        assertThat(result.position()).isZero();
        assertThat(result.attempt()).isEqualTo(Attempt.refused("internal error"));
    }

    private Attempt post(WebhookMessage message) {
        posted.add(message);
        return answers.isEmpty() ? Attempt.DELIVERED : answers.remove();
    }
}
