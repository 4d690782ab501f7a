package io.humpback.server.agent;

import io.humpback.core.ObservedContainer;
import io.humpback.core.contract.Container;
import io.humpback.core.contract.ContainerStatus;
import io.humpback.server.docker.EngineQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The original agent's routes, below {@code /v1} and below the alias {@code /dockerapi/v2}, for original centers and
 * web sites. Safe for use by several threads.
 */
final class ContractRoutes {
    private static final List<String> ROOTS = List.of("/v1", "/dockerapi/v2");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final AgentSettings settings;
    private final Engine engine;
    private final ContractChanges changes;
    private final ContractOutput output;

    ContractRoutes(AgentSettings settings, Engine engine, ContractChanges changes, ContractOutput output) {
        this.settings = settings;
        this.engine = engine;
        this.changes = changes;
        this.output = output;
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
        reads.add("/containers/stats", output::allStats);
        reads.add("/containers/{id}", this::container);
        reads.add("/containers/{id}/status", this::status);
        reads.add("/containers/{id}/logs", output::logs);
        reads.add("/containers/{id}/stats", output::stats);
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

    private static void noServices(Context ctx) {
        ContractAnswers.failure(ctx, 501, "compose services are not supported by this agent");
    }
}
