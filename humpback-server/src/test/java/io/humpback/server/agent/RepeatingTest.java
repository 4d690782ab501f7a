package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeatingTest {
    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void doesStepsWhenTheyAreDue() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        try (Repeating repeating = new Repeating(
                "test",
                now -> {
                    three.countDown();
                    return now.plusMillis(1);
                },
                new SteadyClock())) {
            repeating.start();

            assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void isWoken() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        try (Repeating repeating = new Repeating(
                "test",
                now -> {
                    first.countDown();
                    second.countDown();
                    return now.plus(Duration.ofHours(1));
                },
                new SteadyClock())) {
            repeating.start();
            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();

            repeating.wake();

            assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void outlivesADefectAndEndsAtOnce() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        Repeating repeating = new Repeating(
                "test",
                now -> {
                    steps.incrementAndGet();
                    failed.countDown();
                    throw new IllegalStateException("planted");
                },
                new SteadyClock());
        repeating.start();
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        repeating.wake();

        repeating.close();
        repeating.close();
        int before = steps.get();

        assertThat(before).isPositive();
        assertThat(steps.get()).isEqualTo(before);
    }

    @Test
    void neverBeginsIfItIsClosedFirst() {
        Repeating repeating = new Repeating("test", now -> Instant.MAX, new SteadyClock());

        repeating.close();

        assertThat(steps).hasValue(0);
    }
}
