package io.humpback.server.http;

import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on to the leader what a center that does not lead is asked for, so that a client may call any center. A request
 * that was passed on once is not passed on again: two centers that each take the other for the leader would never stop.
 * A waiting request occupies no thread; the number of them is bounded. Safe for use by several threads.
 */
final class LeaderForwarder {
    /** Marks a request that another center has passed on. */
    static final String FORWARDED = "Humpback-Forwarded";

    private static final Logger log = LoggerFactory.getLogger(LeaderForwarder.class);
    private static final int MAX_WAITING = 256;
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** Longer than any center lets a request wait for its outcome. */
    private static final Duration ANSWER = Duration.ofMinutes(15);

    /** What belongs to one connection, and what the client sets itself. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "keep-alive",
            "origin",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Leader leader;
    private final Set<String> local;
    private final List<Api> apis;
    private final Executor executor;
    private final HttpClient client;
    private final Semaphore places = new Semaphore(MAX_WAITING);

    /**
     * Creates it.
     *
     * @param local paths that every center answers itself
     * @param apis give failures the form that their clients expect
     * @param executor writes the answers
     * @param tls how leaders at {@code https} are called, null where there are none
     */
    LeaderForwarder(Leader leader, Set<String> local, List<Api> apis, Executor executor, @Nullable SSLContext tls) {
        this.leader = leader;
        this.local = Set.copyOf(local);
        this.apis = List.copyOf(apis);
        this.executor = executor;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /** Leaves the request to this center, or passes it on, or refuses it where nobody is known to lead. */
    void handle(Context ctx) {
        if (leader.isHere() || local.contains(ctx.path()) || !isOfAnApi(ctx.path())) {
            return;
        }
        String address = leader.address().orElse("");
        if (address.isEmpty()) {
            throw new RequestRefusedException(503, "no center leads at the moment, try again");
        }
        if (ctx.req().getHeader(FORWARDED) != null) {
            throw new RequestRefusedException(503, "this center does not lead any more, try again");
        }
        if (!places.tryAcquire()) {
            throw new RequestRefusedException(503, "too many requests wait for the leader, try again");
        }
        forward(ctx, address);
    }

    private boolean isOfAnApi(String path) {
        return apis.stream().anyMatch(api -> path.startsWith(api.pathPrefix()));
    }

    private void forward(Context ctx, String address) {
        boolean sent = false;
        try {
            HttpRequest request = request(ctx, address);
            String path = ctx.path();
            HttpServletResponse response = ctx.res();
            AsyncContext waiting = ctx.req().startAsync();
            waiting.setTimeout(0); // the request's own deadline ends it
            CompletableFuture<?> unused = client.sendAsync(request, BodyHandlers.ofByteArray())
                    .whenCompleteAsync((answer, failure) -> end(waiting, response, path, answer, failure), executor)
                    .whenComplete((answer, failure) -> places.release());
            sent = true;
        } finally {
            if (!sent) {
                places.release();
            }
        }
        // Never completed: Javalin would go on with a request that Jetty may have taken back.
        ctx.future(CompletableFuture::new);
    }

    private static HttpRequest request(Context ctx, String address) {
        String query = ctx.req().getQueryString();
        URI uri = URI.create(address + ctx.req().getRequestURI() + (query == null ? "" : "?" + query));
        byte[] body = ctx.bodyAsBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .method(
                        ctx.req().getMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (String name : Collections.list(ctx.req().getHeaderNames())) {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                Collections.list(ctx.req().getHeaders(name)).forEach(value -> request.header(name, value));
            }
        }
        return request.header(FORWARDED, "1").build();
    }

    private void end(
            AsyncContext waiting,
            HttpServletResponse response,
            String path,
            @Nullable HttpResponse<byte[]> answer,
            @Nullable Throwable thrown) {
        try {
            if (answer != null) {
                write(response, answer);
            } else if (thrown != null) {
                write(response, path, failure(Failure.unwrap(thrown)));
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("client left without its answer", e);
        } finally {
            complete(waiting);
        }
    }

    private static void write(HttpServletResponse response, HttpResponse<byte[]> answer) throws IOException {
        response.setStatus(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> response.addHeader(name, value));
            }
        });
        response.getOutputStream().write(answer.body());
    }

    private void write(HttpServletResponse response, String path, Failure failure) throws IOException {
        ErrorAnswer answer = apis.stream()
                .filter(api -> path.startsWith(api.pathPrefix()))
                .findFirst()
                .map(api -> api.errorAnswer(failure.status(), failure.message()))
                .orElseGet(() -> ErrorAnswer.plain(failure.message() + "\n"));
        response.setStatus(failure.status());
        response.setContentType(answer.contentType());
        if (failure.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", Failure.RETRY_AFTER_SECONDS);
        }
        response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Only what was never sent has surely had no effect. */
    private static Failure failure(Throwable failure) {
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return new Failure(503, "the leader does not answer, try again");
        }
        log.warn("leader gave no answer to a request that was passed on: reason={}", failure.toString());
        return new Failure(504, "the leader gave no answer: what was asked for may have been done");
    }

    private static void complete(AsyncContext waiting) {
        try {
            waiting.complete();
        } catch (IllegalStateException e) {
            log.debug("request had ended before its answer", e);
        }
    }
}
