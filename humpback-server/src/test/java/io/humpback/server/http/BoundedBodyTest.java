package io.humpback.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
    private final BoundedBody body = new BoundedBody(4);
    private boolean cancelled;

    BoundedBodyTest() {
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
    }

    @Test
    void keepsUpToTheLimit() {
        body.onNext(List.of(bytes("ab"), bytes("c")));
        body.onNext(List.of(bytes("d")));
        body.onComplete();

        assertThat(body.getBody().toCompletableFuture().join()).asString().isEqualTo("abcd");
        assertThat(cancelled).isFalse();
    }

    @Test
    void givesUpBeyondIt() {
        body.onNext(List.of(bytes("abc")));
        body.onNext(List.of(bytes("de")));
        body.onComplete();

        assertThatThrownBy(() -> body.getBody().toCompletableFuture().join()).hasMessageContaining("too large");
        assertThat(cancelled).isTrue();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
