package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopOnDisconnectTest {
    @Test
    void writesATimeAsALabelAndReadsItAgain() {
        Duration time = Duration.ofSeconds(75);

        assertThat(StopOnDisconnect.label(time)).containsExactly(Map.entry("humpback.stop-on-disconnect", "1m15s"));
        assertThat(StopOnDisconnect.of(StopOnDisconnect.label(time))).isEqualTo(time);
    }

    @Test
    void hasNoLabelForWhatIsNeverStopped() {
        assertThat(StopOnDisconnect.label(Duration.ZERO)).isEmpty();
        assertThat(StopOnDisconnect.of(Map.of("a", "b"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1m", "1s", "2h", "0s"})
    void takesTheShortestTimeForALabelThatMakesNoSense(String value) {
        assertThat(StopOnDisconnect.of(Map.of(StopOnDisconnect.LABEL, value))).isEqualTo(StopOnDisconnect.SHORTEST);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, 9_999, 3_600_001})
    void isNoTimeOutsideItsRange(long millis) {
        Duration time = Duration.ofMillis(millis);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerSpec.builder("web", "app:1")
                        .stopOnDisconnect(time)
                        .build())
                .withMessage("stopOnDisconnectMillis: " + millis + " (expected: 0, or 10000-3600000)");
    }

    @Test
    void makesAnotherConfiguration() {
        ContainerSpec plain = ContainerSpec.builder("web", "app:1").build();

        assertThat(plain.toBuilder()
                        .stopOnDisconnect(Duration.ofSeconds(40))
                        .build()
                        .isEquivalentTo(plain))
                .as("its containers carry another label")
                .isFalse();
    }
}
