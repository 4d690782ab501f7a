package io.humpback.server.http;

import com.google.common.net.InetAddresses;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, before any route is looked for, what no honest client sends: paths that climb or hide a separator, writes
 * from a page of another origin, and names in {@code Host} that a rebound DNS entry could bring. Safe for use by
 * several threads.
 */
final class RequestGuard {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final HttpSettings settings;
    private final boolean loopback;

    RequestGuard(HttpSettings settings, boolean loopback) {
        this.settings = settings;
        this.loopback = loopback;
    }

    void check(Context ctx) {
        String host = ctx.req().getHeader("Host");
        checkHost(host);
        checkOrigin(ctx.req().getMethod(), ctx.req().getHeader("Origin"), host);
        checkPath(ctx.req().getRequestURI());
    }

    /** Only a server on loopback is hidden behind the browser of its user, so only there a name can be forged. */
    void checkHost(@Nullable String host) {
        if (!loopback || host == null || host.isEmpty()) {
            return;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (!name.equals("localhost")
                && !InetAddresses.isUriInetAddress(name)
                && !settings.hostNames().contains(name)) {
            throw new RequestRefusedException(
                    403, "host not allowed. Maybe call it by its address, or configure this host name");
        }
    }

    void checkOrigin(String method, @Nullable String origin, @Nullable String host) {
        if (settings.crossOrigin() || origin == null || READS.contains(method)) {
            return;
        }
        int scheme = origin.indexOf("://");
        String from = scheme < 0 ? origin : origin.substring(scheme + 3);
        if (host == null || !withoutDefaultPort(from).equalsIgnoreCase(withoutDefaultPort(host))) {
            throw new RequestRefusedException(
                    403, "cross-origin write refused. Maybe enable CORS with CENTER_API_ENABLECORS");
        }
    }

    static void checkPath(String rawPath) {
        String path = decode(rawPath);
        for (String rawSegment : rawPath.split("/", -1)) {
            String segment = decode(rawSegment);
            if (segment.equals(".")
                    || segment.equals("..")
                    || segment.indexOf('/') >= 0
                    || segment.indexOf('\\') >= 0) {
                throw new RequestRefusedException(400, "path invalid, a segment climbs or hides a separator");
            }
        }
        if (path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\uFFFD')) {
            throw new RequestRefusedException(400, "path invalid, it holds a control character or is not UTF-8");
        }
        if (rawPath.contains("//")) {
            throw new NotFoundResponse(); // Javalin's router would see a single one
        }
    }

    private static String decode(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(400, "path invalid, an escape is not two hexadecimal digits");
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static String withoutDefaultPort(String host) {
        return host.endsWith(":80") || host.endsWith(":443") ? withoutPort(host) : host;
    }
}
