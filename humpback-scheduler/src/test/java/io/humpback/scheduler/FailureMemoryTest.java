package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.scheduler.testing.TestingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureMemoryTest {
    private static final MetaId WEB = MetaId.of("web");
    private static final NodeId N1 = NodeId.of("n1");

    private final TestingClock clock = new TestingClock();
    private final FailureMemory memory = new FailureMemory(Duration.ofMinutes(10));

    private double penalty() {
        return memory.penalties(WEB, clock.instant()).getOrDefault(N1, 0.0);
    }

    @Test
    void aFailureLosesHalfItsWeightWithEveryHalfLife() {
        memory.failed(WEB, N1, clock.instant());
        assertThat(penalty()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(10));
        assertThat(penalty()).isEqualTo(0.5, within(1e-9));

        clock.advance(Duration.ofMinutes(20));
        assertThat(penalty()).isEqualTo(0.125, within(1e-9));
    }

    @Test
    void failuresAddUp() {
        memory.failed(WEB, N1, clock.instant());
        clock.advance(Duration.ofMinutes(10));
        memory.failed(WEB, N1, clock.instant());

        assertThat(penalty()).isEqualTo(1.5, within(1e-9));
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        memory.failed(WEB, N1, clock.instant());
        clock.advance(Duration.ofMinutes(34));

        assertThat(memory.penalties(WEB, clock.instant())).isEmpty();
    }

    @Test
    void metasDoNotShareFailures() {
        memory.failed(WEB, N1, clock.instant());

        assertThat(memory.penalties(MetaId.of("db"), clock.instant())).isEmpty();
    }

    @Test
    void aSuccessMakesGood() {
        memory.failed(WEB, N1, clock.instant());
        memory.failed(WEB, NodeId.of("n2"), clock.instant());
        memory.succeeded(WEB, N1);

        assertThat(memory.penalties(WEB, clock.instant())).containsOnlyKeys(NodeId.of("n2"));

        memory.forget(WEB);
        assertThat(memory.penalties(WEB, clock.instant())).isEmpty();
    }

    @Test
    void aClockThatJumpsBackDoesNotMakeFailuresWorse() {
        memory.failed(WEB, N1, clock.instant());
        clock.advance(Duration.ofHours(-1));

        assertThat(penalty()).isEqualTo(1);
    }

    @Test
    void refusesAHalfLifeOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FailureMemory(Duration.ZERO))
                .withMessageStartingWith("halfLife: PT0S");
    }
}
