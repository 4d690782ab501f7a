package io.humpback.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HeadTest {
    @Test
    void ofTheSameLeaderKeepsTheEpoch() {
        assertThat(new Head(7, 3, "a").next("b")).isEqualTo(new Head(8, 3, "b"));
    }

    @Test
    void ofANewLeaderHasTheSequenceOfItsFirstCommitAsEpoch() {
        assertThat(new Head(7, 3, "a").takeOver("b")).isEqualTo(new Head(8, 8, "b"));
        assertThat(Head.NONE.takeOver("b")).isEqualTo(new Head(1, 1, "b"));
    }

    @Test
    void ofANewLeaderGoesOnAboveWhatOthersHaveSeen() {
        assertThat(Head.NONE.takeOverAbove(41, "b")).isEqualTo(new Head(42, 42, "b"));
        assertThat(new Head(7, 3, "a").takeOverAbove(2, "b")).isEqualTo(new Head(8, 8, "b"));
    }

    @Test
    void refusesNumbersThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Head(-1, 0, ""))
                .withMessage("sequence: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Head(1, -1, ""))
                .withMessage("epoch: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Head(1, 2, ""))
                .withMessage("epoch: 2 (expected: at most 1)");
    }
}
