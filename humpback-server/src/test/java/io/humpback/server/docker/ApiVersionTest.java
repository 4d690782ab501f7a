package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionTest {
    @ParameterizedTest(name = "an engine of {0} to {1} is talked to in {2}")
    @CsvSource({"1.12, 1.41, 1.41", "1.24, 1.44, 1.44", "1.44, 1.52, 1.44", "1.24, 1.60, 1.44", "1.5, 1.9, 1.9"})
    void takesTheNewestThatBothKnow(String min, String max, String expected) {
        ApiVersion.Choice choice = ApiVersion.choose(null, ApiVersion.parse(min), ApiVersion.parse(max));

        assertThat(choice.version()).hasToString(expected);
        assertThat(choice.warning()).isNull();
    }

    @Test
    void takesTheOldestOfAnEngineThatIsNewerThanAllWeKnowAndWarns() {
        ApiVersion.Choice choice = ApiVersion.choose(null, ApiVersion.parse("1.48"), ApiVersion.parse("1.60"));

        assertThat(choice.version()).hasToString("1.48");
        assertThat(choice.warning()).contains("1.48").contains("1.44");
    }

    @Test
    void takesTheWishWithinTheEnginesRange() {
        ApiVersion.Choice choice =
                ApiVersion.choose(ApiVersion.parse("1.30"), ApiVersion.parse("1.24"), ApiVersion.parse("1.41"));

        assertThat(choice.version()).hasToString("1.30");
        assertThat(choice.warning()).isNull();
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({"1.20, 1.24", "1.50, 1.41"})
    void movesAWishIntoTheEnginesRangeAndWarns(String wished, String expected) {
        ApiVersion.Choice choice =
                ApiVersion.choose(ApiVersion.parse(wished), ApiVersion.parse("1.24"), ApiVersion.parse("1.41"));

        assertThat(choice.version()).hasToString(expected);
        assertThat(choice.warning()).contains(wished).contains("1.24 to 1.41");
    }

    @Test
    void comparesNumbersNotText() {
        assertThat(ApiVersion.parse("1.9")).isLessThan(ApiVersion.parse("1.10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.x", "latest", "1.2.3", "-1.2"})
    void refusesWhatIsNoVersion(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiVersion.parse(text))
                .withMessageContaining("(expected: for example 1.41)");
    }
}
