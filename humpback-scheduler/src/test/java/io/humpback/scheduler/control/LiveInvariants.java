package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks S3 and S5 before every call to an engine, for as long as a test wants its instances to live. */
final class LiveInvariants {
    private static final Duration LONGEST_TOGETHER = Duration.ofSeconds(20);

    private final LoopFixture fixture;
    private final Map<String, Instant> together = new HashMap<>();
    private final Set<String> running = new HashSet<>();

    private LiveInvariants(LoopFixture fixture) {
        this.fixture = fixture;
    }

    /** Watches every instance that runs now: one that ran once has to run on from now on, and never twice for long. */
    static LiveInvariants watch(LoopFixture fixture) {
        LiveInvariants invariants = new LiveInvariants(fixture);
        fixture.beforeCall = name -> invariants.check();
        invariants.check();
        return invariants;
    }

    /** Watches no more. */
    void end() {
        check();
        fixture.beforeCall = name -> {};
    }

    private void check() {
        Map<String, Integer> live = new HashMap<>();
        for (TestingEngine engine : fixture.engines.values()) {
            for (ObservedContainer container : engine.containers()) {
                InstanceIdentity identity = container.identity();
                if (identity != null && container.state().isLive()) {
                    live.merge(identity.metaId() + "/" + identity.index(), 1, Integer::sum);
                }
            }
        }
        assertThat(live.keySet())
                .as("S5: the last running instance of an index went")
                .containsAll(running);
        running.addAll(live.keySet());
        Instant now = fixture.clock.instant();
        together.keySet().removeIf(instance -> live.getOrDefault(instance, 0) < 2);
        live.forEach((instance, count) -> {
            if (count > 1) {
                Instant since = together.computeIfAbsent(instance, key -> now);
                assertThat(Duration.between(since, now))
                        .as("S3: %s lives %d times since %s", instance, count, since)
                        .isLessThanOrEqualTo(LONGEST_TOGETHER);
            }
        });
    }
}
