package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HookPositionTest {
    private static final MetaId META = MetaId.of("m1");

    /** Fixed for ever: another id would forget the position, and tell every event again. */
    @Test
    void hasAnIdThatNeverChanges() {
        assertThat(HookPosition.hookId(META, "http://127.0.0.1:8013/hook"))
                .isEqualTo("a6c209e86333aaf851a92ef647146c42");
    }

    @Test
    void hasAnIdOfItsOwnForEachPairOfMetaAndUrl() {
        assertThat(new String[] {
                    HookPosition.hookId(META, "http://h/"),
                    HookPosition.hookId(META, "http://h/2"),
                    HookPosition.hookId(MetaId.of("m2"), "http://h/"),
                    HookPosition.hookId(MetaId.of("m"), "1\nhttp://h/")
                })
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    @Test
    void refusesANegativeSequence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HookPosition("x", META, -1))
                .withMessage("sequence: -1 (expected: >= 0)");
    }
}
