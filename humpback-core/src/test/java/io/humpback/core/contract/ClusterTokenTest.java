package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTokenTest {
    private static final ClusterToken TOKEN = new ClusterToken("0123456789abcdef-_.~+/=");

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0123456789abcde", "0123456789abcdef ghi", "0123456789abcdef\r\nX: y", "0123456789abcdéf"})
    void refusesWhatCannotStandInAHeaderOrIsEasilyGuessed(String value) {
        assertThatThrownBy(() -> new ClusterToken(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("token: " + value.length() + " characters (expected: 16-256 ");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> new ClusterToken("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotShowItself() {
        assertThat(TOKEN).hasToString("ClusterToken[***]");
    }

    @Test
    void isShownByItsOwnHeader() {
        assertThat(TOKEN.isShownBy(TOKEN.authorization())).isTrue();
        assertThat(TOKEN.isShownBy("bearer  0123456789abcdef-_.~+/=")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcdef-_.~+/",
                "Bearer 0123456789abcdef-_.~+/==",
                "Basic 0123456789abcdef-_.~+/=",
                "0123456789abcdef-_.~+/=",
                "Bearer 0123456789ABCDEF-_.~+/="
            })
    void isNotShownByAnythingElse(String header) {
        assertThat(TOKEN.isShownBy(header)).isFalse();
    }
}
