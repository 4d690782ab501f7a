package io.humpback.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WebhookConfigTest {
    @Test
    void hasDefaults() {
        assertThat(WebhookConfig.DEFAULT)
                .isEqualTo(new WebhookConfig(
                        8,
                        4,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        Duration.ofSeconds(5),
                        HookVisibility.OWN,
                        0));
    }

    @Test
    void takesEveryOptionFromItsBuilder() {
        WebhookConfig config = WebhookConfig.builder()
                .senders(2)
                .pageSize(3)
                .attemptTimeout(Duration.ofSeconds(4))
                .firstRetry(Duration.ofSeconds(5))
                .maxRetry(Duration.ofSeconds(6))
                .maxRetryAfter(Duration.ofSeconds(7))
                .closeTimeout(Duration.ofSeconds(8))
                .show(HookVisibility.ALL)
                .jitterSeed(9)
                .build();

        assertThat(config)
                .isEqualTo(new WebhookConfig(
                        2,
                        3,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        HookVisibility.ALL,
                        9));
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                wrong("senders: 0 (expected: 1-64)", builder -> builder.senders(0)),
                wrong("pageSize: 1001 (expected: 1-1000)", builder -> builder.pageSize(1001)),
                wrong("attemptTimeout: PT0S (expected: PT0.001S-PT1M)", b -> b.attemptTimeout(Duration.ZERO)),
                wrong("firstRetry: PT0S (expected: PT0.001S-PT1H)", b -> b.firstRetry(Duration.ZERO)),
                wrong("maxRetry: PT0.5S (expected: PT1S-PT1H)", b -> b.maxRetry(Duration.ofMillis(500))),
                wrong("maxRetryAfter: PT25H (expected: PT1S-PT24H)", b -> b.maxRetryAfter(Duration.ofHours(25))),
                wrong("closeTimeout: PT2M (expected: PT0.001S-PT1M)", b -> b.closeTimeout(Duration.ofMinutes(2))));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesWhatIsOutOfRange(String message, UnaryOperator<WebhookConfigBuilder> option) {
        WebhookConfigBuilder builder = option.apply(WebhookConfig.builder());

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
    }

    private static Arguments wrong(String message, UnaryOperator<WebhookConfigBuilder> option) {
        return Arguments.of(message, option);
    }
}
