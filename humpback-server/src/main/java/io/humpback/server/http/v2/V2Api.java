package io.humpback.server.http.v2;

import io.humpback.core.contract.ClusterToken;
import io.humpback.server.http.Api;
import io.humpback.server.http.ErrorAnswer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Our own API. Today it is what agents need to join. Safe for use by several threads. */
public final class V2Api implements Api {
    private static final String NODE = "/v2/nodes/{key}";

    private final JoinRoutes joins;

    /**
     * Creates it.
     *
     * @param joins where agents announce themselves
     * @param token what they must show; null if a certificate, with which the connection is made, takes its place
     */
    public V2Api(NodeJoins joins, @Nullable ClusterToken token) {
        this.joins = new JoinRoutes(joins, token);
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
    }
}
