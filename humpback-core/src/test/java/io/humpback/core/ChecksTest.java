package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ChecksTest {
    @Test
    void returnWhatTheyChecked() {
        assertThat(Checks.checkNotNegative("n", 0)).isZero();
        assertThat(Checks.checkRange("n", 1, 1, 2)).isEqualTo(1);
        assertThat(Checks.checkRange("n", 2, 1, 2)).isEqualTo(2);
        assertThat(Checks.checkNotBlank("s", " x")).isEqualTo(" x");
    }

    @Test
    void nameTheArgumentItsValueAndWhatWasExpected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.checkNotNegative("n", -7))
                .withMessage("n: -7 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.checkRange("n", 0, 1, 2))
                .withMessage("n: 0 (expected: 1-2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.checkRange("n", 3, 1, 2))
                .withMessage("n: 3 (expected: 1-2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.checkNotBlank("s", "\t"))
                .withMessage("s: \"\t\" (expected: not blank)");
    }
}
