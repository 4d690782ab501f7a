package io.humpback.server.http.v2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.contract.ClusterToken;
import io.humpback.server.http.Failure;
import io.humpback.server.http.RequestRefusedException;
import io.humpback.server.http.v2.NodeJoins.Joined;
import io.humpback.server.http.v2.NodeJoins.Reason;
import io.humpback.server.http.v2.NodeJoins.Refused;
import io.humpback.server.security.CertificateNames;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The routes by which agents come and go. Nothing of a request is read before it has shown the token; where there is
 * none, the connection must have been made with a certificate of the cluster's authority.
 */
final class JoinRoutes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MAX_INSTANCE = 256;

    /** Where the servlet specification puts them. */
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final NodeJoins joins;
    private final @Nullable ClusterToken token;

    JoinRoutes(NodeJoins joins, @Nullable ClusterToken token) {
        this.joins = joins;
        this.token = token;
    }

    void join(Context ctx) {
        Membership member = member(ctx);
        if (member == null) {
            return;
        }
        JoinBody body = JoinBody.parse(ctx.bodyAsBytes());
        NodeJoins.Answer answer = joins.join(ctx.pathParam("key"), body.record(), body.ttl(), member);
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
        if (member(ctx) == null) {
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

    /** Returns how the caller belongs to the cluster, or null if it does not; then that is answered. */
    private @Nullable Membership member(Context ctx) {
        if (token == null) {
            return byCertificate(ctx);
        }
        if (token.isShownBy(Objects.requireNonNullElse(ctx.header("Authorization"), ""))) {
            return Membership.BY_TOKEN;
        }
        Problem.of(
                        401,
                        "the cluster's token is missing or wrong. Maybe start the agent with the --token that the center"
                                + " prints, or that lies in its data directory")
                .writeTo(ctx);
        ctx.header("WWW-Authenticate", "Bearer realm=\"humpback\"");
        return null;
    }

    /** A wrong certificate has ended the connection already, so this one is right or there is none. */
    private static @Nullable Membership byCertificate(Context ctx) {
        if (ctx.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0) {
            return new Membership(CertificateNames.of(chain[0]));
        }
        Problem.of(
                        401,
                        "no certificate was shown, and this center knows no token. Maybe start the agent with"
                                + " --tlscacert, --tlscert and --tlskey")
                .writeTo(ctx);
        return null;
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
