package io.humpback.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HopHeadersTest {
    @Test
    void keepsWhatHttpKeepsOnOneConnection() {
        HopHeaders hop = HopHeaders.of(Stream.of());

        assertThat(Stream.of("Connection", "Keep-Alive", "TE", "Transfer-Encoding", "Upgrade", "Host", ":status"))
                .noneMatch(hop::passes);
        assertThat(Stream.of("Authorization", "ETag", "Age", "Retry-After", "Content-Type"))
                .allMatch(hop::passes);
    }

    @Test
    void keepsWhatTheConnectionNames() {
        HopHeaders hop = HopHeaders.of(Stream.of("close, X-One", " x-two ,"));

        assertThat(Stream.of("x-one", "X-Two", "close")).noneMatch(hop::passes);
        assertThat(hop.passes("X-Three")).isTrue();
    }
}
