package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.spi.EngineException;
import io.humpback.server.docker.AgentPull;
import io.humpback.server.docker.AgentPullStep;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.ContainerOutput;
import io.humpback.server.docker.ContainerUse;
import io.humpback.server.docker.EngineQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that go on, piece by piece; all but one of them the agent's own protocol's. Safe for use by several threads. */
final class ProtocolStreams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProtocolStreams.class);
    private static final String ROOT = AgentWire.ROOT;
    private static final Duration OPENING = Duration.ofSeconds(10);
    /** How long a reader may be behind. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PIECE_BYTES = 8 * 1024;

    private final Engine engine;
    private final EventHub hub;
    private final ProtocolChanges changes;
    private final Semaphore places;
    private final ExecutorService readers = Executors.newCachedThreadPool(daemons("humpback-agent-stream"));
    private final Pulls pulls;

    ProtocolStreams(Engine engine, EventHub hub, ProtocolChanges changes, Pulls pulls, int maxStreams) {
        this.engine = engine;
        this.hub = hub;
        this.changes = changes;
        this.pulls = pulls;
        this.places = new Semaphore(maxStreams);
    }

    void addTo(RoutesConfig routes) {
        routes.get(ROOT + "/events", ctx -> open(ctx, AgentWire.LINES, hub::add));
        routes.post(ROOT + "/images/pull", this::pull);
        routes.get(ROOT + "/containers/{id}/logs", this::logs);
        routes.get(ROOT + "/containers/{id}/stats", this::stats);
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }

    private void open(Context ctx, String type, java.util.function.Consumer<LineStream> begin) {
        if (!places.tryAcquire()) {
            throw AgentErrorException.refused(503, "too many streams are open", "busy");
        }
        LineStream.open(ctx, type, stream -> {
            stream.onEnd(places::release);
            begin.accept(stream);
        });
    }

    private void pull(Context ctx) {
        AgentPull pull = AgentWire.decode(ctx.bodyAsBytes(), AgentPull.class);
        Duration deadline = CallHeaders.deadline(ctx, pulls.timeout());
        changes.admitCaller(ctx);
        open(ctx, AgentWire.LINES, stream -> {
            try {
                CompletableFuture<?> unused = pulls.begin(
                                pull, deadline, step -> stream.offerIfKeepingUp(line(AgentWire.encode(step))))
                        .whenComplete((digest, failure) -> end(
                                stream,
                                failure == null
                                        ? AgentPullStep.ok(digest)
                                        : AgentPullStep.failed(Failures.of(failure))));
            } catch (AgentErrorException e) {
                end(stream, AgentPullStep.failed(e.error()));
            }
        });
    }

    private static void end(LineStream stream, AgentPullStep last) {
        stream.offer(line(AgentWire.encode(last)));
        stream.finish();
    }

    private void logs(Context ctx) {
        String id = ctx.pathParam("id");
        boolean follow = Queries.flag(ctx, "follow");
        EngineQuery query = EngineQuery.logs(id, Queries.tail(ctx), Queries.since(ctx), follow);
        Duration opening = CallHeaders.deadline(ctx, OPENING);
        boolean terminal = engine.ask(() -> engine.host().hasTerminal(id, opening));
        InputStream source = new ContainerOutput(engine.ask(() -> engine.host().open(query, opening)), terminal);
        follow(ctx, "text/plain; charset=utf-8", source, this::copy);
    }

    private void stats(Context ctx) {
        EngineQuery query = EngineQuery.stats(ctx.pathParam("id"), Queries.flag(ctx, "follow"));
        Duration opening = CallHeaders.deadline(ctx, OPENING);
        InputStream source = engine.ask(() -> engine.host().open(query, opening));
        UnaryOperator<String> form = line -> AgentWire.encode(ContainerUse.of(tree(line)));
        follow(ctx, AgentWire.LINES, source, (stream, from) -> copyLines(stream, from, form));
    }

    /** Passes on what an engine sends, as long as there is something and somebody. */
    @FunctionalInterface
    interface Copy {
        void run(LineStream stream, InputStream source) throws IOException, InterruptedException;
    }

    /** Makes {@code ctx}'s answer a stream of what {@code source} gives, which is closed in any case. */
    void follow(Context ctx, String type, InputStream source, Copy copy) {
        boolean begun = false;
        try {
            open(ctx, type, stream -> {
                stream.onEnd(() -> close(source));
                readers.execute(() -> run(stream, source, copy));
            });
            begun = true;
        } finally {
            if (!begun) {
                close(source);
            }
        }
    }

    private static void run(LineStream stream, InputStream source, Copy copy) {
        try {
            copy.run(stream, source);
        } catch (IOException | RuntimeException e) {
            log.debug("stream of the engine ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stream.finish();
            close(source);
        }
    }

    private void copy(LineStream stream, InputStream source) throws IOException, InterruptedException {
        byte[] buffer = new byte[PIECE_BYTES];
        int count = source.read(buffer);
        while (count >= 0 && stream.offerWaiting(Arrays.copyOf(buffer, count), PATIENCE)) {
            count = source.read(buffer);
        }
    }

    private static void copyLines(LineStream stream, InputStream source, UnaryOperator<String> form)
            throws IOException, InterruptedException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8));
        String line = reader.readLine();
        while (line != null && (line.isBlank() || stream.offerWaiting(line(form.apply(line)), PATIENCE))) {
            line = reader.readLine();
        }
    }

    private static JsonNode tree(String line) {
        return Requests.object(line.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void close(InputStream source) {
        try {
            source.close();
        } catch (IOException | EngineException e) {
            log.debug("stream of the engine not closed cleanly", e);
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
