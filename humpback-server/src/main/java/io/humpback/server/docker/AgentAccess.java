package io.humpback.server.docker;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How agents are talked to. Immutable.
 *
 * @param token the cluster's token, empty for none
 * @param tls what our certificate and the agents' are checked with, null for plain HTTP and for the system's own trust
 * @param eventOpenTimeout how long an agent may take to open its stream of events
 * @param eventIdleLimit how long a stream may be silent; agents send a line at least every 5 s
 */
public record AgentAccess(String token, @Nullable Tls tls, Duration eventOpenTimeout, Duration eventIdleLimit) {
    /** A context with the trust manager it was made from, which OkHttp wants to see. */
    public record Tls(SSLContext context, X509TrustManager trust) {}

    /** Returns the defaults with {@code token}. */
    public static AgentAccess withToken(String token) {
        return new AgentAccess(token, null, Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /** Returns this access by mutual TLS; null for plain HTTP. */
    public AgentAccess withTls(@Nullable Tls newTls) {
        return new AgentAccess(token, newTls, eventOpenTimeout, eventIdleLimit);
    }

    /** Returns this access without the token, for who has not shown that he belongs to the cluster. */
    public AgentAccess withoutToken() {
        return new AgentAccess("", tls, eventOpenTimeout, eventIdleLimit);
    }

    /** Returns this access with other limits of a stream. */
    public AgentAccess withEventLimits(Duration open, Duration idle) {
        return new AgentAccess(token, tls, open, idle);
    }

    /** Does not show the token. */
    @Override
    public String toString() {
        return "AgentAccess[token=" + (token.isEmpty() ? "none" : "***") + ", tls=" + (tls != null) + "]";
    }
}
