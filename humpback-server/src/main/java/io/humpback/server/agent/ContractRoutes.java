package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ObservedContainer;
import io.humpback.core.contract.Container;
import io.humpback.core.contract.ContainerStatus;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.server.docker.AgentStats;
import io.humpback.server.docker.ContainerOutput;
import io.humpback.server.docker.ContainerUse;
import io.humpback.server.docker.EngineQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The original agent's routes, below {@code /v1} and below the alias {@code /dockerapi/v2}, for original centers and
 * web sites. Safe for use by several threads.
 */
final class ContractRoutes {
    private static final List<String> ROOTS = List.of("/v1", "/dockerapi/v2");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int MAX_OUTPUT = 4 << 20;
    private static final double KILOBYTE = 1024;

    private final AgentSettings settings;
    private final Engine engine;
    private final ContractChanges changes;

    ContractRoutes(AgentSettings settings, Engine engine, ContractChanges changes) {
        this.settings = settings;
        this.engine = engine;
        this.changes = changes;
    }

    void addTo(RoutesConfig routes) {
        for (String root : ROOTS) {
            Set<String> paths = new LinkedHashSet<>();
            routes.beforeMatched(root + "/*", ContractRoutes::allowOrigin);
            addReads((path, handler) -> add(routes, paths, HandlerType.GET, root + path, handler));
            add(routes, paths, HandlerType.POST, root + "/containers", changes::create);
            add(routes, paths, HandlerType.PUT, root + "/containers", changes::operate);
            add(routes, paths, HandlerType.DELETE, root + "/containers/{id}", changes::remove);
            add(routes, paths, HandlerType.POST, root + "/images", changes::pull);
            for (HandlerType write : List.of(HandlerType.POST, HandlerType.PUT, HandlerType.DELETE)) {
                add(routes, paths, write, root + "/services", ContractRoutes::noServices);
                add(routes, paths, write, root + "/services/{name}", ContractRoutes::noServices);
            }
            paths.forEach(path -> routes.options(path, ContractAnswers::empty));
        }
    }

    /** Adds one question below a root. */
    @FunctionalInterface
    private interface Reads {
        void add(String path, Handler handler);
    }

    /** Paths with a fixed word come first: they win over those that have an id in its place. */
    private void addReads(Reads reads) {
        reads.add("/ping", ctx -> ContractAnswers.write(ctx, settings.configuration()));
        reads.add("/dockerinfo", ctx -> pass(ctx, EngineQuery.info()));
        reads.add("/dockerversion", ctx -> pass(ctx, EngineQuery.version()));
        reads.add("/images", ctx -> pass(ctx, EngineQuery.images()));
        reads.add("/images/<name>", ctx -> pass(ctx, EngineQuery.image(ctx.pathParam("name"))));
        reads.add("/services", ctx -> ContractAnswers.write(ctx, List.of()));
        reads.add("/containers", ctx -> pass(ctx, EngineQuery.containers(Queries.flag(ctx, "all"))));
        reads.add("/containers/stats", this::allStats);
        reads.add("/containers/{id}", this::container);
        reads.add("/containers/{id}/status", this::status);
        reads.add("/containers/{id}/logs", this::logs);
        reads.add("/containers/{id}/stats", ctx -> ContractAnswers.write(ctx, stats(ctx.pathParam("id"))));
    }

    private static void add(RoutesConfig routes, Set<String> paths, HandlerType method, String path, Handler handler) {
        routes.addHttpHandler(method, path, handler);
        paths.add(path);
    }

    private static void allowOrigin(Context ctx) {
        String origin = ctx.req().getHeader("Origin");
        ctx.header("Access-Control-Allow-Origin", origin == null ? "" : origin);
        ctx.header("Access-Control-Allow-Credentials", "true");
        ctx.header("Access-Control-Allow-Methods", "GET,POST,PUT,DELETE");
        if (!ctx.req().getMethod().equals("OPTIONS")) {
            ctx.header("Access-Control-Allow-Headers", "Origin,Accept,Content-Type,Authorization");
            return;
        }
        String wished = ctx.req().getHeader("Access-Control-Request-Headers");
        if (wished != null) {
            ctx.header("Access-Control-Allow-Headers", "Origin,Accept,Content-Type,Authorization");
        }
    }

    private void pass(Context ctx, EngineQuery query) {
        ContractAnswers.writeBytes(ctx, engine.ask(() -> engine.host().read(query, DEADLINE)));
    }

    private void container(Context ctx) {
        String id = ctx.pathParam("id");
        if (Queries.flag(ctx, "originaldata")) {
            pass(ctx, EngineQuery.container(id));
        } else {
            ContractAnswers.write(ctx, Container.of(inspect(id)));
        }
    }

    private void status(Context ctx) {
        ContractAnswers.write(
                ctx, ContainerStatus.of(inspect(ctx.pathParam("id")).state()));
    }

    private ObservedContainer inspect(String id) {
        return engine.ask(() -> engine.host().inspect(id, DEADLINE));
    }

    private void logs(Context ctx) {
        String id = ctx.pathParam("id");
        EngineQuery query = EngineQuery.logs(id, Queries.tail(ctx), Queries.since(ctx), false);
        boolean terminal = engine.ask(() -> engine.host().hasTerminal(id, DEADLINE));
        ArrayNode lines = ContractAnswers.array();
        try (InputStream output =
                new ContainerOutput(engine.ask(() -> engine.host().open(query, DEADLINE)), terminal)) {
            new String(output.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ContractAnswers.write(ctx, lines);
    }

    private void allStats(Context ctx) {
        ArrayNode all = ContractAnswers.array();
        JsonNode running = engine.ask(() -> engine.host().readTree(EngineQuery.containers(false), DEADLINE));
        for (JsonNode entry : running) {
            try {
                all.add(stats(entry.path("Id").asText()));
            } catch (EngineRefusedException e) {
                if (!e.isNotFound()) { // gone in the meantime
                    throw e;
                }
            }
        }
        ContractAnswers.write(ctx, all);
    }

    private ObjectNode stats(String id) {
        JsonNode answer = engine.ask(() -> engine.host().readTree(EngineQuery.stats(id, false), DEADLINE));
        AgentStats stats = ContainerUse.of(answer);
        double share = stats.memoryLimitBytes() == 0 ? 0 : 100.0 * stats.memoryBytes() / stats.memoryLimitBytes();
        String name = answer.path("name").asText();
        return ContractAnswers.object()
                .put("ContainerName", name.startsWith("/") ? name.substring(1) : name)
                .put("ContainerID", answer.path("id").asText(id))
                .put("CPUUsage", String.format(Locale.ROOT, "%.2f", stats.cpuPercent()))
                .put("MemoryUsage", (long) (stats.memoryBytes() / KILOBYTE))
                .put("MemoryLimit", (long) (stats.memoryLimitBytes() / KILOBYTE))
                .put("MemoryPercent", share)
                .put("NetworkIn", stats.networkInBytes())
                .put("NetowrkOut", stats.networkOutBytes()) // the original's spelling
                .put("IOBytesRead", stats.readBytes())
                .put("IOBytesWrite", stats.writtenBytes());
    }

    private static void noServices(Context ctx) {
        ContractAnswers.failure(ctx, 501, "compose services are not supported by this agent");
    }
}
