package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestartPolicyTest {
    @ParameterizedTest
    @CsvSource({"'', true", "no, true", "always, false", "on-failure, false", "unless-stopped, false"})
    void onlyNoLetsAContainerEnd(String name, boolean mayExit) {
        assertThat(new RestartPolicy(name, 0).mayExit()).isEqualTo(mayExit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "NO", "onfailure", " ", "on-failure:3"})
    void refusesOtherNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RestartPolicy(name, 0))
                .withMessage("restartPolicy: %s (expected: no, always, on-failure or unless-stopped)", name);
    }

    @Test
    void refusesANegativeNumberOfRetries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RestartPolicy("on-failure", -1))
                .withMessage("maxRetries: -1 (expected: >= 0)");
    }
}
