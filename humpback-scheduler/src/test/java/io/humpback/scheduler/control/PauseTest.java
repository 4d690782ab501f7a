package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process that is stopped for a while and goes on, as by a signal, a debugger or the host's own pause. */
class PauseTest {
    private final LoopFixture cluster = new LoopFixture("n1", "n2", "n3");

    @Test
    @DisplayName("C2: leader stopped for 60 s and resumed, and the only center: it looks again before it evicts")
    void c2_evictsNobodyWhoCameBackWhileItWasStopped() {
        cluster.created(3, "hb/noop:1");
        cluster.engines.get("n2").die();
        cluster.pass(Duration.ofSeconds(20));

        cluster.engines.get("n2").comeBack();
        cluster.clock.advance(Duration.ofSeconds(60));
        cluster.settle();
        cluster.pass(Duration.ofMinutes(2));

        assertThat(cluster.causes()).containsExactly(Cause.CREATE);
        assertThat(cluster.counts()).containsExactly(1, 1, 1);
    }

    @Test
    @DisplayName("C2: the countdown of a node that is still dead goes on")
    void c2_goesOnCountingDownAfterItWasStopped() {
        cluster.created(3, "hb/noop:1");
        cluster.engines.get("n2").die();
        cluster.pass(Duration.ofSeconds(20));

        cluster.clock.advance(Duration.ofSeconds(60));
        cluster.settle();
        cluster.pass(Duration.ofSeconds(10));

        assertThat(cluster.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }
}
