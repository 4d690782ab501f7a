package io.humpback.server.docker;

import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.google.common.base.Throwables;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.Subscription;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows an engine's events of containers on a thread of its own and a client of its own, so that it neither uses up
 * the commands' connections nor has their timeouts.
 */
final class EventStream implements Subscription {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final String FILTER = URLEncoder.encode("{\"type\":[\"container\"]}", StandardCharsets.UTF_8);

    /** What people do with a container without changing it. */
    private static final Set<String> WITHOUT_CHANGE =
            Set.of("attach", "detach", "resize", "top", "copy", "export", "archive-path", "extract-to-dir", "commit");

    private final DockerEndpoint endpoint;
    private final EngineClient client;
    private final EngineEventListener listener;
    private final InspectCache cache;
    private boolean open;
    private boolean kept;
    private boolean closed;
    private @Nullable String breakReason;

    EventStream(DockerEndpoint endpoint, EngineClient client, InspectCache cache, EngineEventListener listener) {
        this.endpoint = endpoint;
        this.client = client;
        this.cache = cache;
        this.listener = listener;
    }

    /**
     * Begins on a thread of {@code threads}, breaks if the stream is not open after {@code openTimeout}, and runs
     * {@code onEnd} when all is over.
     */
    void start(Executor threads, Duration openTimeout, Runnable onEnd) {
        threads.execute(() -> run(onEnd));
        CompletableFuture.delayedExecutor(openTimeout.toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(() -> breakUnlessOpen("not open after " + openTimeout.toMillis() + " ms"));
    }

    /** Ends it as broken: another call has found out that the other end is dead. */
    void breakOff(String reason) {
        synchronized (this) {
            if (breakReason == null) {
                breakReason = reason;
            }
            keepNoLonger();
        }
        client.close(); // wakes the thread that reads
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            keepNoLonger();
        }
        client.close();
    }

    /** Lets the cache know once that changes are told no longer. */
    private void keepNoLonger() {
        if (kept) {
            kept = false;
            cache.streamEnded();
        }
    }

    private void breakUnlessOpen(String reason) {
        synchronized (this) {
            if (open || closed) {
                return;
            }
        }
        breakOff(reason);
    }

    private void run(Runnable onEnd) {
        String reason;
        try {
            follow();
            reason = "the engine ended it";
        } catch (IOException | RuntimeException e) {
            reason = e instanceof DockerException answer ? EngineErrors.words(answer) : rootMessage(e);
            log.debug("event stream ended: endpoint={}", endpoint, e);
        } finally {
            client.close();
            onEnd.run();
        }
        end(reason);
    }

    private void follow() throws IOException {
        EngineClient.Contact contact = client.contact();
        String path = "/v" + contact.version() + "/events?filters=" + FILTER + since(contact.date());
        try (Response response = client.open(path)) {
            if (markOpen()) {
                listener.onOpen();
                tellAll(response);
            }
        }
    }

    private void tellAll(Response response) throws IOException {
        try (MappingIterator<Event> events =
                EngineClient.JSON.readerFor(Event.class).readValues(response.getBody())) { // waits for the first one
            while (events.hasNextValue()) {
                tell(events.nextValue());
            }
        }
    }

    /**
     * An engine sends its headers a moment before it begins to collect events. With the time of its own first answer it
     * repeats what falls into this moment.
     */
    private static String since(String date) {
        try {
            return date.isEmpty()
                    ? ""
                    : "&since="
                            + ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toEpochSecond();
        } catch (DateTimeException e) {
            return "";
        }
    }

    private synchronized boolean markOpen() {
        if (!closed && breakReason == null) {
            open = true;
            kept = true;
            cache.streamOpened();
        }
        return open;
    }

    private void tell(Event event) {
        String id = event.getActor() != null && event.getActor().getId() != null
                ? event.getActor().getId()
                : event.getId();
        String action = event.getAction() != null ? event.getAction() : event.getStatus();
        if (id == null || id.isEmpty() || action == null || isWithoutChange(action)) {
            return;
        }
        cache.forget(id);
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        listener.onEvent(id, action);
    }

    private static boolean isWithoutChange(String action) {
        return action.startsWith("exec_") || WITHOUT_CHANGE.contains(action);
    }

    private void end(String reason) {
        boolean silent;
        String told;
        synchronized (this) {
            keepNoLonger();
            silent = closed;
            told = breakReason == null ? reason : breakReason;
        }
        if (!silent) {
            listener.onBroken(told);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = Throwables.getRootCause(failure);
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
