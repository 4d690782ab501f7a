package io.humpback.server.http.v2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.contract.ClusterToken;
import io.humpback.server.http.Failure;
import io.humpback.server.http.RequestRefusedException;
import io.humpback.server.http.v2.NodeJoins.Joined;
import io.humpback.server.http.v2.NodeJoins.Reason;
import io.humpback.server.http.v2.NodeJoins.Refused;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The routes by which agents come and go. Nothing of a request is read before it has shown the token. */
final class JoinRoutes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MAX_INSTANCE = 256;

    private final NodeJoins joins;
    private final ClusterToken token;

    JoinRoutes(NodeJoins joins, ClusterToken token) {
        this.joins = joins;
        this.token = token;
    }

    void join(Context ctx) {
        if (!isAuthorized(ctx)) {
            return;
        }
        JoinBody body = JoinBody.parse(ctx.bodyAsBytes());
        NodeJoins.Answer answer = joins.join(ctx.pathParam("key"), body.record(), body.ttl());
        if (answer instanceof Joined joined) {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("ttlSeconds", joined.ttl().toSeconds());
            said.put("heartbeatSeconds", joined.heartbeat().toMillis() / 1000.0);
            said.put("clusterId", joined.clusterId());
            ctx.status(200).contentType("application/json; charset=utf-8").result(json(said));
        } else if (answer instanceof Refused refused) {
            refuse(ctx, refused);
        }
    }

    private static void refuse(Context ctx, Refused refused) {
        Reason reason = refused.reason();
        String type =
                "urn:humpback:problem:" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        new Problem(type, reason.title(), reason.status(), refused.detail(), refused.newestStamp()).writeTo(ctx);
        if (reason.status() == 503) {
            ctx.header("Retry-After", Failure.RETRY_AFTER_SECONDS);
        }
    }

    void leave(Context ctx) {
        if (!isAuthorized(ctx)) {
            return;
        }
        String instance = Objects.requireNonNullElse(ctx.queryParam("instance"), "");
        if (instance.isEmpty() || instance.length() > MAX_INSTANCE) {
            throw new RequestRefusedException(400, "instance missing or too long (expected: the one announced)");
        }
        if (joins.leave(ctx.pathParam("key"), instance)) {
            ctx.status(204);
        } else {
            refuse(ctx, new Refused(Reason.KEY_HELD, "another start of an agent holds this key; it stays announced"));
        }
    }

    private boolean isAuthorized(Context ctx) {
        if (token.isShownBy(Objects.requireNonNullElse(ctx.header("Authorization"), ""))) {
            return true;
        }
        Problem.of(
                        401,
                        "the cluster's token is missing or wrong. Maybe start the agent with the --token that the center"
                                + " prints, or that lies in its data directory")
                .writeTo(ctx);
        ctx.header("WWW-Authenticate", "Bearer realm=\"humpback\"");
        return false;
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
