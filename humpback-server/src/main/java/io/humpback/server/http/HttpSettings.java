package io.humpback.server.http;

import io.humpback.core.Checks;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the HTTP server. Immutable.
 *
 * @param hostNames names, beside {@code localhost} and literal addresses, under which a server that listens on
 *     loopback may be called; another name in {@code Host} is taken for DNS rebinding
 * @param crossOrigin whether pages of other origins may call, as the original's CORS switch asks for
 * @param maxThreads threads for requests and connections, 8 or more; waiting answers occupy none
 * @param maxBodyBytes the largest body of a request, in bytes
 * @param idleTimeout after which silence a connection, or the sending of a request, is ended
 * @param stopTimeout how long a stop waits for requests under way
 * @param tls our certificate, and whose callers' certificates are taken; null for plain HTTP
 */
public record HttpSettings(
        Set<String> hostNames,
        boolean crossOrigin,
        int maxThreads,
        int maxBodyBytes,
        Duration idleTimeout,
        Duration stopTimeout,
        @Nullable SSLContext tls) {
    /** What applies unless configured: same origin only, 64 threads, bodies up to 1 MB. */
    public static final HttpSettings DEFAULT =
            new HttpSettings(Set.of(), false, 64, 1 << 20, Duration.ofSeconds(30), Duration.ofSeconds(5), null);

    /** Copies the names in lower case and checks the ranges. */
    public HttpSettings {
        hostNames =
                hostNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        Checks.checkRange("maxThreads", maxThreads, 8, 10_000);
        Checks.checkRange("maxBodyBytes", maxBodyBytes, 1, 64 << 20);
        checkPositive("idleTimeout", idleTimeout);
        checkPositive("stopTimeout", stopTimeout);
    }

    /** Returns these settings with other host names. */
    public HttpSettings withHostNames(Set<String> names) {
        return new HttpSettings(names, crossOrigin, maxThreads, maxBodyBytes, idleTimeout, stopTimeout, tls);
    }

    /** Returns these settings with calls from other origins allowed or refused. */
    public HttpSettings withCrossOrigin(boolean allowed) {
        return new HttpSettings(hostNames, allowed, maxThreads, maxBodyBytes, idleTimeout, stopTimeout, tls);
    }

    /** Returns these settings with another number of threads. */
    public HttpSettings withMaxThreads(int threads) {
        return new HttpSettings(hostNames, crossOrigin, threads, maxBodyBytes, idleTimeout, stopTimeout, tls);
    }

    /** Returns these settings with other timeouts. */
    public HttpSettings withTimeouts(Duration idle, Duration stop) {
        return new HttpSettings(hostNames, crossOrigin, maxThreads, maxBodyBytes, idle, stop, tls);
    }

    /** Returns these settings with TLS; a caller then shows a certificate of that authority, or none. */
    public HttpSettings withTls(@Nullable SSLContext newTls) {
        return new HttpSettings(hostNames, crossOrigin, maxThreads, maxBodyBytes, idleTimeout, stopTimeout, newTls);
    }

    private static void checkPositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: above 0)");
        }
    }
}
