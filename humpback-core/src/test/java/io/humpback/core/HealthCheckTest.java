package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
    static Stream<List<String>> goodTests() {
        return Stream.of(
                List.of(),
                List.of("NONE"),
                List.of("CMD", "true"),
                List.of("CMD", "wget", "-q", ""),
                List.of("CMD-SHELL", "wget -q localhost"));
    }

    @ParameterizedTest
    @MethodSource("goodTests")
    void takesDockersForms(List<String> test) {
        assertThat(check(test, Duration.ZERO, 0).test()).isEqualTo(test);
    }

    static Stream<List<String>> badTests() {
        return Stream.of(
                List.of("true"),
                List.of("CMD"),
                List.of("CMD", " "),
                List.of("CMD-SHELL"),
                List.of("CMD-SHELL", "a", "b"),
                List.of("CMD-SHELL", ""),
                List.of("NONE", "x"),
                List.of("cmd", "true"),
                List.of(""));
    }

    @ParameterizedTest
    @MethodSource("badTests")
    void refusesOtherForms(List<String> test) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(test, Duration.ZERO, 0))
                .withMessageStartingWith("healthCheck.test: " + test + " (expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ms", "24h"})
    void takesTimesOfItsRange(String time) {
        assertThat(check(List.of(), GoDuration.parse(time), 0).interval()).isEqualTo(GoDuration.parse(time));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999µs", "24h0m0.001s", "-1s"})
    void refusesTimesOutOfIt(String time) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(List.of(), GoDuration.parse(time), 0))
                .withMessage("healthCheck.interval: " + time + " (expected: 0, or 1ms-24h)");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1001})
    void boundsTheRetries(int retries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(List.of(), Duration.ZERO, retries))
                .withMessage("healthCheck.retries: " + retries + " (expected: 0-1000)");
    }

    @Test
    void isNotTheImagesOwnWhereItIsSwitchedOff() {
        assertThat(HealthCheck.NONE).isNotEqualTo(HealthCheck.OF_IMAGE);
    }

    private static HealthCheck check(List<String> test, Duration interval, int retries) {
        return new HealthCheck(test, interval, Duration.ZERO, Duration.ZERO, retries);
    }
}
