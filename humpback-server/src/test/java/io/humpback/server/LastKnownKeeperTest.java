package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.scheduler.testing.TestingClock;
import io.humpback.scheduler.testing.TestingStateStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastKnownKeeperTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestingStateStore store = new TestingStateStore();
    private final LastKnown known = new LastKnown(store, new TestingClock());
    private boolean leads;
    private final LastKnownKeeper keeper = new LastKnownKeeper(known, () -> leads);

    @AfterEach
    void close() {
        keeper.close();
    }

    @Test
    void readsAtItsStart() {
        LastKnownTest.commit(store, "g1");

        keeper.start();

        await().atMost(LIMIT).until(() -> known.get().isPresent());
    }

    @Test
    void readsAgainSoonAfterSomebodyWantedIt() {
        LastKnownTest.commit(store, "g1");
        keeper.start();
        await().atMost(LIMIT).until(() -> known.get().isPresent());

        LastKnownTest.commit(store, "g2");

        await().atMost(LIMIT)
                .until(() -> known.get().orElseThrow().view().groups().size() == 2);
    }

    @Test
    void readsNothingWhileThisCenterLeads() {
        LastKnownTest.commit(store, "g1");
        leads = true;

        look(1);

        assertThat(known.get()).isEmpty();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            var unused = keeper.look();
        }
    }

    @Test
    void waitsEverLongerWhileTheStoreIsAway() {
        assertThat(keeper.pause(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        store.unavailable(true);

        look(1);
        assertThat(keeper.pause(Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
        look(20);
        assertThat(keeper.pause(Duration.ZERO)).isEqualTo(Duration.ofSeconds(32));

        store.unavailable(false);
        look(1);
        assertThat(keeper.pause(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void readsForATwentiethOfItsTimeAtMost() {
        assertThat(keeper.pause(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(40));
    }
}
