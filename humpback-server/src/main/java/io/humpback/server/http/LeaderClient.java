package io.humpback.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on to the center that leads, each within a deadline. Uses no proxy and follows no redirect, since what
 * shows who asks goes along. What changes something is sent once: a client that loses the answer cannot tell whether it
 * was heard. Safe for use by several threads.
 */
final class LeaderClient {
    /** Marks a request that another center has passed on. */
    static final String FORWARDED = "Humpback-Forwarded";

    /** Far more than all of a large cluster; no answer may fill the memory. */
    static final int MAX_ANSWER_BYTES = 64 << 20;

    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** A center that leads answers what only reads at once. */
    private static final Duration READ = Duration.ofSeconds(10);

    /** Longer than any center lets a request wait for its outcome. */
    private static final Duration CHANGE = Duration.ofMinutes(6);

    private final HttpClient client;
    private final Duration read;

    /** Creates it; {@code tls} says whom to trust at {@code https}, null for nobody but the system's authorities. */
    LeaderClient(@Nullable SSLContext tls) {
        this(tls, READ);
    }

    /** Creates one that waits for what only reads as long as {@code read}. */
    LeaderClient(@Nullable SSLContext tls, Duration read) {
        this.read = read;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT);
        client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /** Returns {@code asked} as the center at {@code address} is to be asked. */
    HttpRequest request(HttpServletRequest asked, byte[] body, String address, boolean reads) {
        try {
            String query = asked.getQueryString();
            URI uri = URI.create(address + asked.getRequestURI() + (query == null ? "" : "?" + query));
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(reads ? read : CHANGE)
                    .method(
                            asked.getMethod(),
                            body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            HopHeaders hop = HopHeaders.of(Collections.list(asked.getHeaders("Connection")).stream());
            for (String name : Collections.list(asked.getHeaderNames())) {
                if (hop.passes(name)) {
                    Collections.list(asked.getHeaders(name)).forEach(value -> request.header(name, value));
                }
            }
            return request.header(FORWARDED, "1").build();
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(400, "request cannot be passed on to the leader: " + e.getMessage());
        }
    }

    /** Sends a request. The future ends within the request's deadline. */
    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        return client.sendAsync(request, answer -> new BoundedBody(MAX_ANSWER_BYTES));
    }

    /** Returns whether a request that ended by {@code failure} surely had no effect: it was never sent. */
    static boolean isUnsent(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnresolvedAddressException
                || failure instanceof SSLHandshakeException;
    }
}
