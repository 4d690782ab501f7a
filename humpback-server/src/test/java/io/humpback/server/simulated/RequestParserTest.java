package io.humpback.server.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
    private static final String TWO = "POST /a%20b?x=1&y=a+b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n1;ext\r\nd\r\n0\r\n\r\nGET /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi";

    private final RequestParser parser = new RequestParser();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void cutsRequestsHoweverTheyArrive(int pieceLength) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < TWO.length(); i += pieceLength) {
            add(TWO.substring(i, Math.min(TWO.length(), i + pieceLength)));
            for (HttpRequest request = parser.poll(); request != null; request = parser.poll()) {
                seen.append(request.method()).append(request.path()).append(request.query());
                seen.append(request.body()).append('\n');
            }
        }

        assertThat(seen).hasToString("POST/a b{x=1, y=a b}abcd\nGET/c{}hi\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n"
            })
    void refusesWhatIsNoRequest(String text) {
        add(text);

        assertThatIllegalArgumentException().isThrownBy(parser::poll);
    }

    @Test
    void refusesAHeadWithoutEnd() {
        add("x".repeat(70_000));

        assertThatIllegalArgumentException().isThrownBy(parser::poll);
    }

    private void add(String text) {
        parser.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
