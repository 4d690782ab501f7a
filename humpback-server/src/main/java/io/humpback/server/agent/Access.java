package io.humpback.server.agent;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets only those in who may use the agent: who brings the cluster's token, compared in constant time, or, without one,
 * nobody's web page. A client certificate is asked for below this, when the connection is made. Safe for use by several
 * threads.
 */
final class Access {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern LOCAL_NAME = Pattern.compile("localhost|[0-9.]+|\\[[0-9a-fA-F:.]+\\]");
    private static final String BEARER = "Bearer ";

    private final byte[] token;
    private final boolean loopback;

    /** Creates it; an empty token asks for none, {@code loopback} says that only this host can connect. */
    Access(String token, boolean loopback) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.loopback = loopback;
    }

    /** Throws {@link AgentErrorException} for a request that is not let in, before anything of it is read. */
    void check(Context ctx) {
        if (token.length > 0) {
            if (!isPreflight(ctx)) {
                checkToken(Collections.list(ctx.req().getHeaders("Authorization")));
            }
            return;
        }
        checkHost(ctx.req().getHeader("Host"));
        checkOrigin(ctx);
    }

    /** A browser asks without credentials what it may ask; the answer says nothing of this host. */
    private static boolean isPreflight(Context ctx) {
        return ctx.req().getMethod().equals("OPTIONS");
    }

    private void checkToken(List<String> headers) {
        String header = headers.size() == 1 ? headers.get(0) : "";
        boolean hasScheme = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        byte[] given = (hasScheme ? header.substring(BEARER.length()) : "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, token)) {
            throw AgentErrorException.refused(401, "token missing or wrong", "token");
        }
    }

    /** On loopback a name that a rebound DNS entry could bring is no honest one. */
    private void checkHost(@org.jspecify.annotations.Nullable String host) {
        if (!loopback || host == null) {
            return;
        }
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        if (!LOCAL_NAME.matcher(name.toLowerCase(java.util.Locale.ROOT)).matches()) {
            throw AgentErrorException.refused(403, "host not allowed. Maybe call it by its address", "host");
        }
    }

    /** Without a token any page that its browser may send from here could change containers. */
    private static void checkOrigin(Context ctx) {
        String origin = ctx.req().getHeader("Origin");
        if (origin == null || READS.contains(ctx.req().getMethod())) {
            return;
        }
        int scheme = origin.indexOf("://");
        String from = scheme < 0 ? origin : origin.substring(scheme + 3);
        if (!from.equalsIgnoreCase(ctx.req().getHeader("Host"))) {
            throw AgentErrorException.refused(
                    403, "cross-origin write refused. Maybe give the agent a token", "origin");
        }
    }
}
