package io.humpback.server.http;

import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on to the leader what a center that does not lead is asked for, so that a client may call any center. A request
 * that was passed on once is not passed on again: two centers that each take the other for the leader would never stop.
 * What only reads and finds no leader is left to the routes, which answer it from what was known last; what changes
 * something is refused then. A waiting request occupies no thread; the number of them is bounded. Safe for use by
 * several threads.
 */
final class LeaderForwarder {
    private static final Logger log = LoggerFactory.getLogger(LeaderForwarder.class);
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final int MAX_WAITING = 256;

    /** A leader that dies may have a successor by the time that is noticed, but hardly two. */
    private static final int MAX_TRIES = 2;

    /** Where a request was passed on to in vain, kept with it while it is looked at anew. */
    private static final String TRIED = LeaderForwarder.class.getName() + ".tried";

    private final Leader leader;
    private final Set<String> local;
    private final List<Api> apis;
    private final Executor executor;
    private final LeaderClient client;

    /** Writes that wait for their outcome take no place from reads. */
    private final Semaphore reads = new Semaphore(MAX_WAITING);

    private final Semaphore changes = new Semaphore(MAX_WAITING);

    /**
     * Creates it.
     *
     * @param local paths that every center answers itself
     * @param apis give failures the form that their clients expect
     * @param executor writes the answers
     * @param client reaches the leader
     */
    LeaderForwarder(Leader leader, Set<String> local, List<Api> apis, Executor executor, LeaderClient client) {
        this.leader = leader;
        this.local = Set.copyOf(local);
        this.apis = List.copyOf(apis);
        this.executor = executor;
        this.client = client;
    }

    /** Leaves the request to this center, or passes it on, or refuses it where nobody is known to lead. */
    void handle(Context ctx) {
        Api api = apiOf(ctx.path());
        String method = ctx.req().getMethod();
        if (leader.isHere() || api == null || local.contains(ctx.path()) || method.equals("OPTIONS")) {
            return;
        }
        boolean read = READS.contains(method);
        String address = leader.address().orElse("");
        String obstacle = obstacle(ctx, api, address);
        if (obstacle.isEmpty()) {
            Semaphore places = read ? reads : changes;
            if (places.tryAcquire()) {
                forward(ctx, address, read, places);
                return;
            }
            obstacle = "too many requests wait for the leader, try again";
        }
        if (!read || leader.last().isEmpty()) {
            throw new RequestRefusedException(503, obstacle);
        }
    }

    private @Nullable Api apiOf(String path) {
        return apis.stream()
                .filter(api -> path.startsWith(api.pathPrefix()))
                .findFirst()
                .orElse(null);
    }

    /** Returns why a request is not passed on, empty if it is. */
    private static String obstacle(Context ctx, Api api, String address) {
        if (address.isEmpty()) {
            return "no center leads at the moment, try again";
        }
        if (ctx.req().getHeader(LeaderClient.FORWARDED) != null) {
            return "this center does not lead any more, try again";
        }
        if (!api.mayPassOn(ctx)) {
            return "this center does not lead, and the caller's certificate cannot be passed on: ask " + address;
        }
        List<String> tried = tried(ctx.req());
        return tried.contains(address) || tried.size() >= MAX_TRIES
                ? "the leader does not answer, or leads no more, try again"
                : "";
    }

    private static List<String> tried(HttpServletRequest request) {
        return request.getAttribute(TRIED) instanceof Tried tried ? tried.addresses() : List.of();
    }

    private record Tried(List<String> addresses) {
        static Tried after(List<String> before, String address) {
            return new Tried(Stream.concat(before.stream(), Stream.of(address)).toList());
        }
    }

    private void forward(Context ctx, String address, boolean read, Semaphore places) {
        boolean sent = false;
        try {
            HttpRequest request = client.request(ctx.req(), ctx.bodyAsBytes(), address, read);
            String path = ctx.path();
            HttpServletResponse response = ctx.res();
            ctx.req().setAttribute(TRIED, Tried.after(tried(ctx.req()), address));
            AsyncContext waiting = ctx.req().startAsync();
            waiting.setTimeout(0); // the request's own deadline ends it
            CompletableFuture<?> unused = client.send(request)
                    .whenCompleteAsync(
                            (answer, failure) -> {
                                if (read && isUnanswered(answer)) {
                                    lookAgain(waiting);
                                } else {
                                    end(waiting, response, path, answer, failure);
                                }
                            },
                            executor)
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

    /** Whoever leads answers a read; 503 comes from one that does not any more. */
    private static boolean isUnanswered(@Nullable HttpResponse<byte[]> answer) {
        return answer == null || answer.statusCode() == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    /** Has a read handled from the start: by now another center may lead, or this one. */
    private static void lookAgain(AsyncContext waiting) {
        try {
            waiting.dispatch();
        } catch (IllegalStateException e) {
            log.debug("client left without its answer", e);
        }
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
        HopHeaders hop = HopHeaders.of(answer.headers().allValues("Connection").stream());
        response.setStatus(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (hop.passes(name)) {
                response.setHeader(name, values.get(0)); // Javalin has set a content type of its own by now
                values.stream().skip(1).forEach(value -> response.addHeader(name, value));
            }
        });
        response.getOutputStream().write(answer.body());
    }

    private void write(HttpServletResponse response, String path, Failure failure) throws IOException {
        Api api = apiOf(path);
        ErrorAnswer answer = api == null
                ? ErrorAnswer.plain(failure.message() + "\n")
                : api.errorAnswer(failure.status(), failure.message());
        response.setStatus(failure.status());
        response.setContentType(answer.contentType());
        if (failure.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", Failure.RETRY_AFTER_SECONDS);
        }
        response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Only what was never sent has surely had no effect. */
    private static Failure failure(Throwable failure) {
        log.warn("leader gave no answer to a request that was passed on: reason={}", failure.toString());
        return LeaderClient.isUnsent(failure)
                ? new Failure(503, "the leader does not answer, try again")
                : new Failure(504, "the leader gave no answer: what was asked for may have been done");
    }

    private static void complete(AsyncContext waiting) {
        try {
            waiting.complete();
        } catch (IllegalStateException e) {
            log.debug("request had ended before its answer", e);
        }
    }
}
