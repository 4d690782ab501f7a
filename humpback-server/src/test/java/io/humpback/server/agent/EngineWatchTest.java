package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EngineWatchTest {
    private final TestingEngine engine = new TestingEngine("host-1");
    private int changes;
    private final EngineWatch watch = new EngineWatch(engine, Duration.ofSeconds(8), () -> changes++);

    @Test
    void knowsNothingAtFirst() {
        assertThat(watch.facts()).isNull();
    }

    @Test
    void tellsOfWhatIsNewOnce() {
        assertThat(watch.step(Instant.EPOCH)).isEqualTo(Instant.EPOCH.plusSeconds(8));
        watch.step(Instant.EPOCH);

        assertThat(watch.facts()).isNotNull();
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void asksMoreOftenUntilTheEngineHasAnswered() {
        engine.die();
        assertThat(watch.step(Instant.EPOCH)).isEqualTo(Instant.EPOCH.plusSeconds(1));

        engine.comeBack();
        watch.step(Instant.EPOCH);

        assertThat(changes).isEqualTo(1);
    }

    @Test
    void remembersWhatAnEngineSaidThatIsAwayNow() {
        watch.step(Instant.EPOCH);
        engine.die();

        watch.step(Instant.EPOCH);

        assertThat(watch.facts()).isNotNull();
    }
}
