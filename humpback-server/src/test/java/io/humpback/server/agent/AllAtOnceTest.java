package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AllAtOnceTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> IDS = IntStream.range(0, 5 * AllAtOnce.AT_A_TIME)
            .mapToObj(Integer::toString)
            .toList();

    private final AllAtOnce all = new AllAtOnce();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void close() {
        all.close();
    }

    /** No answer comes before as many are being asked as may be. */
    @Test
    void asksAFewAtATimeAndKeepsTheOrder() {
        CyclicBarrier together = new CyclicBarrier(AllAtOnce.AT_A_TIME);

        List<String> answers = all.ask(IDS, LONG, (id, left) -> {
            most.accumulateAndGet(asked.incrementAndGet(), Math::max);
            meet(together);
            asked.decrementAndGet();
            return "answer " + id;
        });

        assertThat(answers).isEqualTo(IDS.stream().map(id -> "answer " + id).toList());
        assertThat(most.get()).isLessThanOrEqualTo(AllAtOnce.AT_A_TIME);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("asked one after the other", e);
        }
    }

    @Test
    void givesEachWhatIsLeftOfTheOneDeadline() {
        Queue<Duration> given = new ConcurrentLinkedQueue<>();

        all.ask(IDS, LONG, (id, left) -> given.add(left));

        assertThat(given).hasSameSizeAs(IDS).allMatch(left -> left.compareTo(LONG) <= 0);
        assertThat(given.stream().distinct().count())
                .as("one deadline, not one each")
                .isGreaterThan(1);
    }

    @Test
    void asksNobodyAfterTheDeadline() {
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> all.ask(IDS, Duration.ZERO, (id, left) -> asked.incrementAndGet()));
        assertThat(asked.get()).isZero();
    }

    @Test
    void leavesOutWhatIsGone() {
        assertThat(all.ask(List.of("1", "2", "3"), LONG, (id, left) -> {
                    if (id.equals("2")) {
                        throw new EngineRefusedException(404, "no such container");
                    }
                    return id;
                }))
                .containsExactly("1", "3");
    }

    @Test
    void tellsTheFirstFailureAndAsksNoMore() {
        CountDownLatch told = new CountDownLatch(1);

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> all.ask(IDS, LONG, (id, left) -> {
                    asked.incrementAndGet();
                    if (id.equals("0")) {
                        throw new EngineRefusedException(500, "broken");
                    }
                    await(told);
                    return id;
                }));
        told.countDown();
        all.ask(List.of("after"), LONG, (id, left) -> id);

        assertThat(asked.get()).isLessThanOrEqualTo(AllAtOnce.AT_A_TIME + 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
