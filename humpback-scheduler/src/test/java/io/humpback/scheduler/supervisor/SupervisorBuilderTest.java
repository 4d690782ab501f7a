package io.humpback.scheduler.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.RollOutPolicy;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SupervisorBuilderTest {
    /** The two short forms once rebuilt the settings by hand, and lost what was added to these later. */
    @Test
    void keepsWhatWasSetBeforeATimeIsChanged() {
        LoopSettings given = LoopSettings.builder()
                .rollOut(RollOutPolicy.DEFAULT.withParallelism(7))
                .removeDelay(Duration.ofSeconds(3))
                .nodeTtl(Duration.ofSeconds(99))
                .build();

        LoopSettings built = new SupervisorBuilder()
                .settings(given)
                .lookEvery(Duration.ofSeconds(2))
                .moveAfter(Duration.ofSeconds(4))
                .settings();

        assertThat(built)
                .isEqualTo(given.toBuilder()
                        .heartbeat(Duration.ofSeconds(2))
                        .migrateDelay(Duration.ofSeconds(4))
                        .build());
    }
}
