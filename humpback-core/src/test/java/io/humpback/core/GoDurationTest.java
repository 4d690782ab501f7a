package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "320s, PT320S",
        "2m30s, PT2M30S",
        "1h, PT1H",
        "300ms, PT0.3S",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "1us, PT0.000001S",
        "1µs, PT0.000001S",
        "7ns, PT0.000000007S",
        "1.9ns, PT0.000000001S",
        "+3s, PT3S",
        "-3s, PT-3S",
        "0, PT0S",
        "1m1m, PT2M"
    })
    void readsWhatGoReads(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "5x", "5s ", "1d", "--1s", "1,5s", "PT5S", "9999999999h", ".s", "-"})
    void refusesWhatGoRefuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining("expected: a duration such as 45s or 2m30s");
    }

    @ParameterizedTest
    @CsvSource({
        "PT320S, 5m20s",
        "PT1H, 1h0m0s",
        "PT2M30S, 2m30s",
        "PT1.5S, 1.5s",
        "PT0.3S, 300ms",
        "PT0.0000015S, 1.5µs",
        "PT0.000000007S, 7ns",
        "PT0S, 0s",
        "PT-3S, -3s",
        "PT100H, 100h0m0s",
        "PT20S, 20s"
    })
    void printsAsGoPrints(Duration duration, String expected) {
        assertThat(GoDuration.format(duration)).isEqualTo(expected);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsWhatItPrints(long seed) {
        Random random = new Random(seed);
        Duration duration = Duration.ofNanos(random.nextLong() >> random.nextInt(63));

        assertThat(GoDuration.parse(GoDuration.format(duration))).isEqualTo(duration);
    }

    @Test
    void doesNotComputeWithTextsOfAnyLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse("9".repeat(1_000_000) + "s"));
    }
}
