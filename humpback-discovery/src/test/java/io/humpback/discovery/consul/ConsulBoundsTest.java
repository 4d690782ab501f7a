package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.RecordPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consul's time is the test's here; the centers' own goes on. */
@Timeout(120)
class ConsulBoundsTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(500);

    private final AtomicLong nanos = new AtomicLong(1);
    private final TestingConsul consul = TestingConsul.quick(nanos::get);
    private final ConsulServer server = new ConsulServer(consul.port(), ConsulKind.QUICK, consul::close);

    @AfterEach
    void close() {
        consul.close();
    }

    private static InstantSource steadyClock() {
        long begun = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - begun);
    }

    private ConsulBackend center(int port) {
        return server.open(server.uri(List.of(port), "?ttl=2s"), RecordPolicy.OPEN, steadyClock());
    }

    private static void awaitLead(LeaderElection election) {
        await().atMost(Duration.ofSeconds(60)).until(() -> election.leadership().leader());
    }

    /** Lets Consul's time pass in steps; those who live renew their session in each. */
    private void pass(Duration time) {
        for (Duration left = time; !left.isZero(); left = left.minus(STEP)) {
            nanos.addAndGet(STEP.toNanos());
            consul.state.reap();
            long before = renewals();
            await().atMost(Duration.ofSeconds(60)).until(() -> renewals() > before + 1);
        }
    }

    private long renewals() {
        return consul.requests.stream()
                .filter(request -> request.contains("session/renew"))
                .count();
    }

    @Test
    @DisplayName("B10: a killed leader is replaced after 2 x TTL + lock-delay, not before its lead has ended")
    void b10_replacesAKilledLeaderAfterTwoTtlsAndTheLockDelay() throws Exception {
        consul.state.reapAfter(2);
        try (FaultProxy proxy = FaultProxy.tcp(consul.address());
                ConsulBackend second = center(consul.port())) {
            ConsulBackend first = center(proxy.port());
            awaitLead(first.election("first"));
            LeaderElection successor = second.election("second");
            await().until(() -> successor.leadership().leaderAddress().equals("first"));

            proxy.refuse();
            first.close();
            pass(TTL.multipliedBy(2).minus(STEP));
            assertThat(consul.state.get(server.leader()).session()).isNotEmpty();
            pass(STEP);
            assertThat(consul.state.get(server.leader()).session()).isEmpty();
            pass(TTL.minus(STEP));
            assertThat(successor.leadership().leader()).isFalse();
            nanos.addAndGet(STEP.toNanos());

            awaitLead(successor);
        }
    }

    @Test
    @DisplayName("B10: a leader that leaves hands over while Consul's time stands still")
    void b10_handsOverWithoutLockDelayWhenTheLeaderLeaves() {
        try (ConsulBackend first = center(consul.port());
                ConsulBackend second = center(consul.port())) {
            LeaderElection leader = first.election("first");
            awaitLead(leader);
            LeaderElection successor = second.election("second");
            await().until(() -> successor.leadership().leaderAddress().equals("first"));

            leader.close();

            awaitLead(successor);
            assertThat(consul.state.sessions()).hasSize(1);
        }
    }

    @Test
    @DisplayName("B10: an announcement may stand for twice its TTL")
    void b10_tellsHowLongAnAnnouncementMayStand() {
        ConsulTimes times = ConsulTimes.DEFAULT;

        assertThat(times.longestSession(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(60));
        assertThat(times.longestSession(Duration.ofSeconds(3)))
                .as("no session is shorter than ten seconds")
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    @DisplayName("B10: TTL and lock-delay are within Consul's limits")
    void b10_keepsWithinConsulsLimits() {
        ConsulTimes times = ConsulTimes.DEFAULT;

        assertThat(times.sessionTtl(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(10));
        assertThat(times.sessionTtl(Duration.ofMillis(10_001))).isEqualTo(Duration.ofSeconds(11));
        assertThat(times.sessionTtl(Duration.ofDays(2))).isEqualTo(Duration.ofDays(1));
        assertThat(times.lockDelay(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));
        assertThat(times.lockDelay(Duration.ofMinutes(10))).isEqualTo(Duration.ofSeconds(60));
    }
}
