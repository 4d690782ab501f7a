package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_OF_A_PIECE = 32 * 1024;

    private static byte[] written(String text) throws IOException {
        JsonLines lines = new JsonLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = lines.next();
        while (piece.length > 0) {
            assertThat(piece).hasSizeLessThan(MOST_OF_A_PIECE);
            all.write(piece);
            piece = lines.next();
        }
        assertThat(lines.next()).as("after the end").isEmpty();
        return all.toByteArray();
    }

    private static List<String> read(String text) throws IOException {
        JsonNode array = JSON.readTree(written(text));
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "one",
                "one\n",
                "one\ntwo",
                "\n",
                "\n\none\n\n",
                "a\rb\r\nc\n\rd",
                "\"quoted\" \\ and \u0001 \t \u001b[0m",
                "\u00e4\u20ac \ud83d\udc0b"
            })
    void hasTheLinesOfTheText(String text) throws IOException {
        assertThat(read(text)).isEqualTo(text.lines().toList());
    }

    /** Pieces end wherever they do: between the halves of a line's end, or of a character. */
    @ParameterizedTest
    @ValueSource(ints = {4090, 4093, 4094, 4095, 4096, 4097, 8191, 8192})
    void doesNotCareWhereAPieceEnds(int before) throws IOException {
        String text = "x".repeat(before) + "\r\n\ud83d\udc0b\r\n" + "\u0001".repeat(before) + "\ud83d\udc0b\n\nend";

        assertThat(read(text)).isEqualTo(text.lines().toList());
    }

    @Test
    void keepsNoneOfALineWithoutEnd() throws IOException {
        String text = "\u0001".repeat(1 << 20);

        assertThat(read(text)).containsExactly(text);
    }
}
