package io.humpback.server.docker;

import com.google.common.base.Throwables;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.Subscription;
import io.humpback.server.security.TlsFailure;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One agent's stream of events: takes lines as they come and tells the listener. Its listener is called under its lock,
 * so one call at a time and none after the end.
 */
final class AgentStream implements Subscription, HttpResponse.BodyHandler<@Nullable Void>, Flow.Subscriber<String> {
    private static final int OK = 200;

    private final EngineEventListener listener;
    private final Consumer<AgentStream> onEnd;
    private @Nullable CompletableFuture<?> exchange;
    private Flow.@Nullable Subscription lines;
    private long lastNanos;
    private boolean open;
    private boolean ended;

    AgentStream(EngineEventListener listener, long nowNanos, Consumer<AgentStream> onEnd) {
        this.listener = listener;
        this.lastNanos = nowNanos;
        this.onEnd = onEnd;
    }

    /** Awaits the end of {@code response} without a thread. */
    void follow(CompletableFuture<? extends HttpResponse<?>> response) {
        synchronized (this) {
            exchange = response;
        }
        var unused = response.whenComplete((answer, failure) -> {
            if (failure != null) {
                Throwable root = Throwables.getRootCause(failure);
                breakOff(TlsFailure.words(failure)
                        .orElseGet(() ->
                                root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage()));
            }
        });
    }

    @Override
    public HttpResponse.BodySubscriber<@Nullable Void> apply(HttpResponse.ResponseInfo info) {
        if (info.statusCode() == OK) {
            return new AgentLines(this);
        }
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofByteArray(), body -> refused(info.statusCode(), body));
    }

    private @Nullable Void refused(int status, byte[] body) {
        String words;
        try {
            words = AgentWire.decode(body, AgentError.class).reason();
        } catch (IllegalArgumentException e) {
            words = "no word of an agent";
        }
        breakOff("refused: status " + status + ", " + words);
        return null;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        synchronized (this) {
            lines = subscription;
            if (ended) {
                subscription.cancel();
                return;
            }
        }
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        try {
            tell(AgentWire.decode(line, AgentEvent.class));
        } catch (IllegalArgumentException e) {
            breakOff(String.valueOf(e.getMessage()));
        }
    }

    private void tell(AgentEvent event) {
        if (!event.broken().isEmpty()) {
            breakOff(event.broken());
            return;
        }
        synchronized (this) {
            if (ended) {
                return;
            }
            lastNanos = System.nanoTime();
            if (event.open() && !open) {
                open = true;
                listener.onOpen();
            } else if (!event.id().isEmpty()) {
                listener.onEvent(event.id(), event.action());
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        breakOff(String.valueOf(failure.getMessage()));
    }

    @Override
    public void onComplete() {
        breakOff("the agent ended it");
    }

    synchronized boolean isOpen() {
        return open;
    }

    /** Returns for how long nothing has come. */
    synchronized Duration silence(long nowNanos) {
        return Duration.ofNanos(nowNanos - lastNanos);
    }

    /** Ends it as broken, unless it has ended before. */
    void breakOff(String reason) {
        end(reason);
    }

    @Override
    public void close() {
        end(null);
    }

    private void end(@Nullable String reason) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (reason != null) {
                listener.onBroken(reason);
            }
            if (lines != null) {
                lines.cancel();
            }
            if (exchange != null) {
                exchange.cancel(true);
            }
        }
        onEnd.accept(this);
    }
}
