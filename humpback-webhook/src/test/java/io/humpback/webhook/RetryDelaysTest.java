package io.humpback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryDelaysTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "1000, 300", "2147483647, 300"})
    void doublesUpToTheMaximumAndTakesUpToAHalfAway(int failures, long seconds) {
        RetryDelays delays = new RetryDelays(WebhookConfig.DEFAULT);
        Duration longest = Duration.ofSeconds(seconds);

        for (int i = 0; i < 100; i++) {
            assertThat(delays.next(failures, Duration.ZERO)).isBetween(longest.dividedBy(2), longest);
        }
    }

    @Test
    void givesTheSameDelaysForTheSameSeed() {
        assertThat(delaysOf(7)).containsExactlyElementsOf(delaysOf(7).toList());
        assertThat(delaysOf(7).toList()).isNotEqualTo(delaysOf(8).toList());
    }

    @ParameterizedTest
    @CsvSource({"PT0.001S, PT1S", "PT90S, PT90S", "PT48H, PT1H"})
    void boundsWhatReceiversAskFor(Duration asked, Duration kept) {
        assertThat(new RetryDelays(WebhookConfig.DEFAULT).next(1, asked)).isEqualTo(kept);
    }

    private static Stream<Duration> delaysOf(long seed) {
        RetryDelays delays =
                new RetryDelays(WebhookConfig.builder().jitterSeed(seed).build());
        return IntStream.range(1, 20).mapToObj(failures -> delays.next(failures, Duration.ZERO));
    }
}
