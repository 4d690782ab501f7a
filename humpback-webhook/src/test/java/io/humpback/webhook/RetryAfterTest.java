package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120                           | PT2M",
                "' 7 '                         | PT7S",
                "Sun, 22 Nov 2026 12:00:30 GMT | PT30S",
                "Sun, 22 Nov 2026 11:00:00 GMT | PT0S",
                "0                             | PT0S",
                "-5                            | PT0S",
                "soon                          | PT0S",
                "99999999999999999999          | PT0S",
                "''                            | PT0S",
            })
    void understandsSecondsAndDates(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOON)).isEqualTo(wait);
    }
}
