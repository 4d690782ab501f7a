package io.humpback.server.http.v2;

import io.humpback.core.contract.ClusterToken;
import io.humpback.server.http.Api;
import io.humpback.server.http.ErrorAnswer;
import io.humpback.server.http.ReadSource;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Our own API. Today it is what agents need to join, what is being fetched, and who is
 * announced and not used. Safe for use by several threads. */
public final class V2Api implements Api {
    private static final String NODES = "/v2/nodes/";
    private static final String NODE = NODES + "{key}";

    private final boolean certified;
    private final JoinRoutes joins;
    private final PullRoutes pulls;
    private final RefusalRoutes refusals;

    /**
     * Creates it.
     *
     * @param joins where agents announce themselves
     * @param token what they must show; null if a certificate, with which the connection is made, takes its place
     * @param reads what requests that only read are answered from
     */
    public V2Api(NodeJoins joins, @Nullable ClusterToken token, ReadSource reads) {
        this.certified = token == null;
        this.joins = new JoinRoutes(joins, token);
        this.pulls = new PullRoutes(reads);
        this.refusals = new RefusalRoutes(reads);
    }

    @Override
    public String pathPrefix() {
        return "/v2/";
    }

    /** Where agents join by certificate, the leader must see the agent's own. */
    @Override
    public boolean mayPassOn(Context ctx) {
        return !certified || !ctx.path().startsWith(NODES);
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
