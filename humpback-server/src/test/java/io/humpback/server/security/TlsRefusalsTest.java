package io.humpback.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TlsRefusalsTest {
    private long nanos;
    private final TlsRefusals refusals = new TlsRefusals(() -> nanos);

    @Test
    void tellsTheSameOnceInTenMinutes() {
        assertThat(refusals.isNew("10.0.0.1 expired")).isTrue();
        assertThat(refusals.isNew("10.0.0.2 expired")).isTrue();
        nanos = Duration.ofMinutes(10).toNanos() - 1;
        assertThat(refusals.isNew("10.0.0.1 expired")).isFalse();

        nanos++;
        assertThat(refusals.isNew("10.0.0.1 expired")).isTrue();
    }

    @Test
    void forgetsThoseOfLongAgoFirstWhenThereAreMany() {
        IntStream.range(0, 1_001).forEach(peer -> refusals.isNew("peer " + peer));

        assertThat(refusals.isNew("peer 1000")).isFalse();
        assertThat(refusals.isNew("peer 0")).isTrue();
    }
}
