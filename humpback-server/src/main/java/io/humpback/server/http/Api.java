package io.humpback.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.Executor;

/** The routes below one path, with their own form of error answers. Implementations are safe for several threads. */
public interface Api {
    /** Returns what the paths of this API begin with, for example {@code /v1/}. */
    String pathPrefix();

    /**
     * Adds the routes. Called once, before the server starts.
     *
     * @param executor the server's own threads, for answers that become ready later; never block one of them
     */
    void addRoutes(RoutesConfig routes, Executor executor);

    /**
     * Returns whether a request may be passed on to the center that leads: not if its caller is known by the connection
     * alone, which is not passed on.
     */
    default boolean mayPassOn(Context ctx) {
        return true;
    }

    /** Returns the answer that tells of a failure. {@code message} may be shown to the caller. */
    ErrorAnswer errorAnswer(int status, String message);
}
