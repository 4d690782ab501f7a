package io.humpback.server.docker;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of a body as it comes and holds no more of it than one line, which is bounded: the JDK's own would keep
 * whatever comes without a line's end. Used by one thread at a time.
 */
final class AgentLines implements HttpResponse.BodySubscriber<@Nullable Void> {
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final Flow.Subscriber<String> reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    /** Creates it for {@code reader}, who asks for all lines at once; those without content are left out. */
    AgentLines(Flow.Subscriber<String> reader) {
        this.reader = reader;
    }

    @Override
    public CompletionStage<@Nullable Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        reader.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            while (piece.hasRemaining()) {
                take(piece.get());
            }
        }
    }

    private void take(byte next) {
        if (next == '\n') {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (!text.isBlank()) {
                reader.onNext(text);
            }
        } else if (line.size() < MAX_LINE_BYTES) {
            line.write(next);
        } else if (!end.isDone()) {
            onError(new IllegalArgumentException("a line of more than " + MAX_LINE_BYTES + " bytes"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        reader.onError(failure);
        end.complete(null);
    }

    /** What stands after the last line's end was torn off and is not passed on. */
    @Override
    public void onComplete() {
        reader.onComplete();
        end.complete(null);
    }
}
