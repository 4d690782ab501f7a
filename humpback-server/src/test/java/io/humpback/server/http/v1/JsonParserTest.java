package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.server.http.v1.JsonValue.JsonArray;
import io.humpback.server.http.v1.JsonValue.JsonNumber;
import io.humpback.server.http.v1.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {
    /** What Go's decoder says of the same texts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|EOF",
                "` \n`|EOF",
                "{|unexpected EOF",
                "{\"a\":|unexpected EOF",
                "\"abc|unexpected EOF",
                "{bad|invalid character 'b' looking for beginning of object key string",
                "{\"a\":1,}|invalid character '}' looking for beginning of object key string",
                "{\"a\" 1}|invalid character '1' after object key",
                "{\"a\":1 \"b\":2}|invalid character '\"' after object key:value pair",
                "{\"a\":01}|invalid character '1' after object key:value pair",
                "[1 2]|invalid character '2' after array element",
                "[1,]|invalid character ']' looking for beginning of value",
                "{\"a\":NaN}|invalid character 'N' looking for beginning of value",
                "{\"a\":Infinity}|invalid character 'I' looking for beginning of value",
                "nul!|invalid character '!' in literal null (expecting 'l')",
                "-x|invalid character 'x' in numeric literal",
                "1.x|invalid character 'x' after decimal point in numeric literal",
                "1ex|invalid character 'x' in exponent of numeric literal",
                "\"\\q\"|invalid character 'q' in string escape code",
                "\"\\u00zz\"|invalid character 'z' in \\u hexadecimal character escape",
                "\"a\tb\"|invalid character '\\t' in string literal",
                "'a'|invalid character '\\'' looking for beginning of value"
            })
    void tellsOfAMistakeInTheOriginalsWords(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text)).withMessage(message);
    }

    @Test
    void ignoresWhatFollowsTheFirstValue() {
        assertThat(parse("\"a\"} \u0000{{")).isEqualTo(new JsonString("a"));
    }

    @Test
    void readsEscapesAndCharactersOfSeveralBytes() {
        assertThat(parse("\"\\u0041\\n\\/ä€😀\\ud83d\\ude00\"")).isEqualTo(new JsonString("A\n/ä€😀😀"));
    }

    @Test
    void replacesHalfACharacter() {
        assertThat(parse("\"a\\ud83db\"")).isEqualTo(new JsonString("a\uFFFDb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.50", "2e400", "-0.5E-3"})
    void keepsNumbersAsTheyWereWritten(String text) {
        assertThat(parse(text)).isEqualTo(new JsonNumber(text));
    }

    @Test
    void takesThirtyTwoLevels() {
        assertThat(parse("[".repeat(32) + "]".repeat(32))).isInstanceOf(JsonArray.class);
    }

    @Test
    void refusesThirtyThreeLevels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("[".repeat(33) + "]".repeat(33)))
                .withMessage("exceeded max depth of 32");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] text = {'"', 'a', (byte) 0xC3, '"'};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonParser.parse(text))
                .withMessage("invalid UTF-8 in string literal at byte 2");
    }

    @Test
    void countsLevelsNotSiblings() {
        String siblings = "[1],{\"a\":[]}" + ",[]".repeat(100);

        assertThat(parse("[" + siblings + "]")).isInstanceOf(JsonArray.class);
    }

    private static JsonValue parse(String text) {
        return JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
