package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.testing.TestingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final TestingClock timeOfDay = new TestingClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // they may overflow
    private final SteadyClock clock = new SteadyClock(timeOfDay, nanos::get);
    private final Instant start = timeOfDay.instant();

    @Test
    void beginsWithTheTimeOfDay() {
        assertThat(clock.instant()).isEqualTo(start);
    }

    @Test
    void countsWhatHasPassed() {
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());

        assertThat(clock.instant()).isEqualTo(start.plusSeconds(7));
    }

    @Test
    @DisplayName("C9: clock jumps of an hour -> no eviction")
    void c9_doesNotFollowATimeOfDayThatJumps() {
        timeOfDay.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(start);
        assertThat(clock.deviation()).isEqualTo(Duration.ofHours(1));

        timeOfDay.advance(Duration.ofHours(-2));
        assertThat(clock.instant()).isEqualTo(start);
        assertThat(clock.deviation()).isEqualTo(Duration.ofHours(-1));
    }
}
