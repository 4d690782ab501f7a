package io.humpback.server.docker;

import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.Subscription;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of events of all agents. They are read without a thread of their own, by the JDK's client rather than by
 * OkHttp, whose streams block one thread each: a thousand agents need the same three threads as one. Safe for use by
 * several threads.
 */
final class AgentStreams implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(AgentStreams.class);

    private final AgentAccess access;
    private final Duration poll;
    private final ExecutorService readers = Executors.newFixedThreadPool(2, daemons("humpback-agent-events"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(daemons("humpback-agent-silence"));
    private final Set<AgentStream> streams = ConcurrentHashMap.newKeySet();
    private final HttpClient http;

    AgentStreams(AgentAccess access) {
        this(access, POLL);
    }

    /** Creates them; who tells nothing himself is asked again after {@code poll}. */
    AgentStreams(AgentAccess access, Duration poll) {
        this.access = access;
        this.poll = poll;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(access.eventOpenTimeout())
                .executor(readers);
        AgentAccess.Tls tls = access.tls();
        if (tls != null) {
            builder.sslContext(tls.context());
        }
        http = builder.build();
        var unused = timer.scheduleWithFixedDelay(
                this::breakSilent, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to follow the events of the agent that {@code calls} go to; the stream stands in {@code own} until its end. */
    Subscription open(AgentCalls calls, EngineEventListener listener, Set<Subscription> own) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(calls.url(List.of("events")).uri());
        if (!calls.authorization().isEmpty()) {
            request.header("Authorization", calls.authorization());
        }
        AgentStream stream = new AgentStream(listener, System.nanoTime(), ended -> {
            streams.remove(ended);
            own.remove(ended);
        });
        streams.add(stream);
        own.add(stream);
        stream.follow(http.sendAsync(request.build(), stream));
        return stream;
    }

    /** Begins to say every few seconds that something may have happened, for an agent that tells nothing itself. */
    Subscription poke(EngineEventListener listener, Set<Subscription> own) {
        timer.execute(() -> guarded(listener::onOpen));
        ScheduledFuture<?> pokes = timer.scheduleWithFixedDelay(
                () -> guarded(() -> listener.onEvent("", "poll")),
                poll.toMillis(),
                poll.toMillis(),
                TimeUnit.MILLISECONDS);
        Subscription subscription = new Subscription() {
            @Override
            public void close() {
                pokes.cancel(false);
                own.remove(this);
            }
        };
        own.add(subscription);
        return subscription;
    }

    private void breakSilent() {
        long now = System.nanoTime();
        streams.forEach(stream -> guarded(() -> breakIfSilent(stream, now)));
    }

    private void breakIfSilent(AgentStream stream, long now) {
        Duration limit = stream.isOpen() ? access.eventIdleLimit() : access.eventOpenTimeout();
        if (stream.silence(now).compareTo(limit) > 0) {
            stream.breakOff((stream.isOpen() ? "silent for " : "not open after ") + limit.toMillis() + " ms");
        }
    }

    /** One listener's exception would end a schedule without a word, and all others wait on the same one. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("listener of an agent's events failed by a defect", e);
        }
    }

    /** Returns how many streams have not ended. */
    int openStreams() {
        return streams.size();
    }

    @Override
    public void close() {
        streams.forEach(AgentStream::close);
        timer.shutdownNow();
        readers.shutdown();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
