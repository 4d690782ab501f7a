package io.humpback.server.http.v1;

import io.humpback.scheduler.control.ClusterControl;
import io.humpback.server.http.Api;
import io.humpback.server.http.ErrorAnswer;
import io.humpback.server.http.ReadSource;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The API of Humpback 1.3.7. Safe for use by several threads. */
public final class V1Api implements Api {
    private static final String GROUPS = "/v1/groups/";
    private static final String METAS = GROUPS + "collections";

    private final ClusterControl control;
    private final ReadSource reads;
    private final Supplier<?> configuration;
    private final V1Settings settings;

    /**
     * Creates the one of a center that always leads.
     *
     * @param control decides and does what is asked for
     * @param configuration what is shown of the configuration, without secrets; asked for at each request
     */
    public V1Api(ClusterControl control, Supplier<?> configuration, V1Settings settings) {
        this(control, ReadSource.live(control::view), configuration, settings);
    }

    /** Creates it; {@code reads} is what requests that only read are answered from. */
    public V1Api(ClusterControl control, ReadSource reads, Supplier<?> configuration, V1Settings settings) {
        this.control = control;
        this.reads = reads;
        this.configuration = configuration;
        this.settings = settings;
    }

    @Override
    public String pathPrefix() {
        return "/v1/";
    }

    @Override
    public ErrorAnswer errorAnswer(int status, String message) {
        return new ErrorAnswer(
                Answer.CONTENT_TYPE, Answer.failure(status, message).json());
    }

    @Override
    public void addRoutes(RoutesConfig routes, Executor executor) {
        Table table = new Table(routes);
        addReads(table, new ReadRoutes(reads));
        PendingAnswers pending = new PendingAnswers(settings.maxWaiting(), settings.deadline(), executor);
        addWrites(table, new WriteRoutes(control, pending, settings.lenient()));
        addSettings(table, new SettingRoutes(control, pending));
        addContainers(table, new ContainerRoutes(control, pending));
        if (settings.crossOrigin()) {
            routes.beforeMatched("/v1/*", V1Api::allowOrigins);
            table.paths.forEach(path -> routes.options(path, V1Api::preflight));
        }
    }

    /** Paths with a fixed word come first: they win over those that have an id in its place. */
    private void addReads(Table table, ReadRoutes routes) {
        table.add(HandlerType.GET, "/v1/_ping", ctx -> new Answer(200, "PANG").writeTo(ctx));
        table.add(HandlerType.GET, "/v1/configuration", ctx -> new Answer(200, configuration.get()).writeTo(ctx));
        table.add(HandlerType.GET, METAS + "/{metaid}", routes::getMeta);
        table.add(HandlerType.GET, METAS + "/{metaid}/base", routes::getMetaBase);
        table.add(HandlerType.GET, GROUPS + "engines/{server}", routes::getEngine);
        table.add(HandlerType.GET, GROUPS + "{groupid}/collections", routes::listMetas);
        table.add(HandlerType.GET, GROUPS + "{groupid}/engines", routes::listEngines);
    }

    private static void addWrites(Table table, WriteRoutes writes) {
        table.add(HandlerType.POST, METAS, writes::create);
        table.add(HandlerType.PUT, METAS, writes::update);
        table.add(HandlerType.PUT, METAS + "/action", writes::operate);
        table.add(HandlerType.PUT, METAS + "/upgrade", writes::upgrade);
        table.add(HandlerType.DELETE, METAS + "/{metaid}", writes::remove);
        table.add(HandlerType.DELETE, GROUPS + "{groupid}/collections/{metaname}", writes::removeByName);
    }

    private static void addSettings(Table table, SettingRoutes settings) {
        table.add(HandlerType.POST, GROUPS + "event", settings::groupEvent);
        table.add(HandlerType.POST, "/v1/cluster/event", settings::clusterEvent);
        table.add(HandlerType.PUT, GROUPS + "nodelabels", settings::labelNode);
    }

    private static void addContainers(Table table, ContainerRoutes containers) {
        table.add(HandlerType.PUT, GROUPS + "container/action", containers::operate);
        table.add(HandlerType.DELETE, GROUPS + "container/{containerid}", containers::remove);
    }

    private static void allowOrigins(Context ctx) {
        ctx.header("Access-Control-Allow-Origin", "*");
        ctx.header("Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Accept");
        ctx.header("Access-Control-Allow-Methods", "GET, POST, DELETE, PUT, OPTIONS, HEAD");
    }

    private static void preflight(Context ctx) {
        ctx.status(200);
        ctx.res().setContentType(null);
    }

    /** Adds routes and remembers their paths. */
    private record Table(RoutesConfig routes, Set<String> paths) {
        Table(RoutesConfig routes) {
            this(routes, new LinkedHashSet<>());
        }

        void add(HandlerType method, String path, Handler handler) {
            routes.addHttpHandler(method, path, handler);
            paths.add(path);
        }
    }
}
