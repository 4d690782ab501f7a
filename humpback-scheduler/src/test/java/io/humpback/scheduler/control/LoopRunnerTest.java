package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.testing.TestingEngine;
import io.humpback.scheduler.testing.TestingNodeDirectory;
import io.humpback.scheduler.testing.TestingStateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopRunnerTest {
    private final LinkedBlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Instant> steps = new LinkedBlockingQueue<>();
    private final AtomicBoolean broken = new AtomicBoolean();

    /** As after a jar was replaced under the running program, or when memory was short for a moment. */
    private final InstantSource clock = () -> {
        if (broken.compareAndSet(true, false)) {
            throw new LinkageError("for a test");
        }
        Instant now = Instant.now();
        steps.add(now);
        return now;
    };

    @Test
    void goesOnAfterAnErrorAndTellsOfIt() throws InterruptedException {
        LoopListener listener = new LoopListener() {
            @Override
            public void roundFailed(RuntimeException failure) {
                failures.add(failure);
            }
        };
        ControlLoop loop = new ControlLoop(new LoopParts(
                new TestingStateStore(),
                node -> new TestingEngine("n1"),
                Scheduler.builder().build(),
                LoopSettings.DEFAULT,
                listener,
                Runnable::run,
                () -> "id",
                () -> true,
                true));
        try (LoopRunner runner = new LoopRunner(loop, listener, clock, Duration.ofMillis(5))) {
            runner.start(new TestingNodeDirectory(List.of(), false));
            broken.set(true);

            assertThat(failures.poll(30, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkageError.class);
            steps.clear();
            assertThat(steps.poll(30, TimeUnit.SECONDS)).as("the next step").isNotNull();
        }
    }
}
