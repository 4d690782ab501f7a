package io.humpback.server.http.v2;

import io.humpback.core.contract.ClusterToken;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.server.http.Api;
import io.humpback.server.http.ErrorAnswer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Our own API. Today it is what agents need to join, what is being fetched, and who is
 * announced and not used. Safe for use by several threads. */
public final class V2Api implements Api {
    private static final String NODE = "/v2/nodes/{key}";

    private final JoinRoutes joins;
    private final PullRoutes pulls;
    private final RefusalRoutes refusals;

    /**
     * Creates it.
     *
     * @param joins where agents announce themselves
     * @param token what they must show; null if a certificate, with which the connection is made, takes its place
     * @param view what is committed and observed, asked at each request
     */
    public V2Api(NodeJoins joins, @Nullable ClusterToken token, Supplier<ClusterView> view) {
        this.joins = new JoinRoutes(joins, token);
        this.pulls = new PullRoutes(view);
        this.refusals = new RefusalRoutes(view);
    }

    @Override
    public String pathPrefix() {
        return "/v2/";
    }

    @Override
    public ErrorAnswer errorAnswer(int status, String message) {
        return new ErrorAnswer(Problem.CONTENT_TYPE, Problem.of(status, message).json());
    }

    @Override
    public void addRoutes(RoutesConfig routes, Executor executor) {
        routes.addHttpHandler(HandlerType.PUT, NODE, joins::join);
        routes.addHttpHandler(HandlerType.DELETE, NODE, joins::leave);
        routes.addHttpHandler(HandlerType.GET, "/v2/pulls", pulls::list);
        routes.addHttpHandler(HandlerType.GET, "/v2/refusals", refusals::list);
    }
}
