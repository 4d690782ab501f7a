package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionLeaseTest {
    private static final Instant START = Instant.EPOCH;
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final SessionLease lease = new SessionLease(START, TIMEOUT);

    private static Instant at(double seconds) {
        return START.plusMillis((long) (seconds * 1000));
    }

    @Test
    void lastsOneTimeoutFromBeforeItsBeginning() {
        assertThat(lease.until()).isEqualTo(at(8));
    }

    @Test
    void isNotLongerForARequestThatTheLeaderMayNotHaveHeardOf() {
        lease.confirmed(at(1));

        assertThat(lease.until()).isEqualTo(at(8));
    }

    @Test
    void countsFromTheNewestRequestAQuarterBeforeAConfirmedOne() {
        lease.confirmed(at(1));
        lease.confirmed(at(2));
        lease.confirmed(at(2.5));

        lease.confirmed(at(4.2));

        assertThat(lease.until()).isEqualTo(at(10));
    }

    @Test
    void countsAnEarlierRequestAfterALongSilence() {
        lease.confirmed(at(1));

        lease.confirmed(at(7));

        assertThat(lease.until()).isEqualTo(at(9));
    }
}
