package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.API;
import static io.humpback.webhook.TestingEvents.WEB;
import static io.humpback.webhook.TestingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.humpback.core.Hook;
import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedScannerTest {
    private static final Hook A = new Hook("http://a/", "");
    private static final Hook B = new Hook("http://b/", "");
    private static final LaneId WEB_A = new LaneId(WEB, A.url());
    private static final LaneId WEB_B = new LaneId(WEB, B.url());

    private final TestingEventFeed feed = new TestingEventFeed();
    private final FeedScanner scanner = new FeedScanner(feed, 2);

    @Test
    void findsEveryReceiverOfEveryEvent() {
        feed.append(event(WEB, 1, A), event(WEB, 2, A, B), event(WEB, 3), event(WEB, 4, B));

        assertThat(scan()).containsExactly(owed(WEB_A, 1), owed(WEB_A, 2), owed(WEB_B, 2), owed(WEB_B, 4));
    }

    @Test
    void countsAUrlOnce() {
        feed.append(event(WEB, 1, A, new Hook(A.url(), "another token")));

        assertThat(scan()).containsExactly(owed(WEB_A, 1));
    }

    @Test
    void looksAtAnEventOnce() {
        feed.append(event(WEB, 1, A));
        scan();
        feed.append(event(WEB, 2, A));

        assertThat(scan()).containsExactly(owed(WEB_A, 2));
    }

    @Test
    void tellsTheCommittedPosition() {
        feed.acknowledge(new HookPosition(WEB_A.hookId(), WEB, 1));
        feed.commit();
        feed.append(event(WEB, 2, A));

        assertThat(scan()).containsExactly(new FeedScanner.Owed(WEB_A, 1, 2));
    }

    @Test
    void takesTurnsBetweenMetas() {
        for (int sequence = 1; sequence <= 5; sequence++) {
            feed.append(event(WEB, sequence, A));
        }
        feed.append(event(API, 6, A));
        scanner.restart();

        assertThat(scanner.next()).extracting(FeedScanner.Owed::sequence).containsExactly(6L);
        assertThat(scanner.next()).extracting(FeedScanner.Owed::sequence).containsExactly(1L, 2L);
    }

    @Test
    void tellsWhichMetasAreGone() {
        feed.append(event(WEB, 1, A), event(API, 2, A));
        scan();
        feed.prune(WEB, 1);

        assertThat(scanner.restart()).containsExactly(WEB);
        assertThat(scanner.restart()).isEmpty();
    }

    @Test
    void readsAgainWhatCouldNotBeRead() {
        feed.append(event(WEB, 1, A));
        scanner.restart();
        feed.fail(1);
        assertThatIllegalStateException().isThrownBy(scanner::next);

        assertThat(scanner.next()).containsExactly(owed(WEB_A, 1));
    }

    @Test
    void holdsNoMoreThanAPageOfALongBacklog() {
        int length = 100_000;
        MetaEvent[] backlog = new MetaEvent[length];
        MetaEvent one = event(WEB, 1, A);
        for (int i = 0; i < length; i++) {
            backlog[i] = new MetaEvent(i + 1, i, one.cause(), one.operation(), one.meta(), one.containers());
        }
        feed.append(backlog);
        scanner.restart();
        DeliverySchedule schedule = new DeliverySchedule(WebhookConfig.DEFAULT);

        while (scanner.hasNext()) {
            scanner.next()
                    .forEach(owed -> schedule.owe(owed.lane(), owed.position(), owed.sequence(), TestingEvents.NOON));
        }

        assertThat(feed.longestPage()).isEqualTo(2);
        assertThat(schedule.size()).isEqualTo(1);
        assertThat(schedule.deliverDue(TestingEvents.NOON)).containsExactly(new Turn(WEB_A, 0, length));
    }

    private List<FeedScanner.Owed> scan() {
        List<FeedScanner.Owed> owed = new ArrayList<>();
        scanner.restart();
        while (scanner.hasNext()) {
            owed.addAll(scanner.next());
        }
        return owed;
    }

    private static FeedScanner.Owed owed(LaneId lane, long sequence) {
        return new FeedScanner.Owed(lane, 0, sequence);
    }
}
