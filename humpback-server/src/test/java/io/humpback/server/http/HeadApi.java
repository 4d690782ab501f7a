package io.humpback.server.http;

import io.humpback.core.spi.Head;
import io.humpback.scheduler.control.CommandRejectedException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** Tells which server answers, and the head that it answers from; notes what it was asked to change. */
final class HeadApi implements Api {
    final List<String> changes = new CopyOnWriteArrayList<>();
    private final String server;
    private final ReadSource reads;
    volatile boolean connectionBound;

    /** Creates the API of {@code server}; a live head has the sequence number 9. */
    HeadApi(String server, Leader leader) {
        this.server = server;
        this.reads = ReadSource.of(
                () -> {
                    throw new CommandRejectedException(
                            CommandRejectedException.Reason.NOT_LEADING, "the term has just ended");
                },
                leader);
    }

    /** Creates the API of one that always leads. */
    HeadApi(String server) {
        this.server = server;
        this.reads = ctx -> new LiveView();
    }

    @Override
    public String pathPrefix() {
        return "/v1/";
    }

    @Override
    public boolean mayPassOn(Context ctx) {
        return !connectionBound;
    }

    @Override
    public void addRoutes(RoutesConfig routes, Executor executor) {
        routes.get(
                "/v1/head",
                ctx -> ctx.header("X-Asked", String.valueOf(ctx.header("X-Hop")))
                        .result(server + " " + reads.of(ctx).head().sequence()));
        routes.put("/v1/head", ctx -> {
            changes.add(ctx.body());
            ctx.result(server + " changed");
        });
    }

    @Override
    public ErrorAnswer errorAnswer(int status, String message) {
        return ErrorAnswer.plain(server + " " + status + " " + message);
    }

    private static final class LiveView extends EmptyView {
        @Override
        public Head head() {
            return new Head(9, 1, "c9");
        }
    }
}
