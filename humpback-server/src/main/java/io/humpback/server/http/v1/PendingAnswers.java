package io.humpback.server.http.v1;

import io.humpback.server.http.Failure;
import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests when their operation has ended. A waiting request holds a connection and no thread; the number of
 * them is bounded. Safe for use by several threads.
 */
final class PendingAnswers {
    private static final Logger log = LoggerFactory.getLogger(PendingAnswers.class);

    private final Semaphore places;
    private final Duration deadline;
    private final Executor executor;

    /**
     * Creates it.
     *
     * @param max how many requests may wait at once
     * @param deadline after which a request is answered with what is known
     * @param executor writes the answers, since the thread that ends an operation has other things to do
     */
    PendingAnswers(int max, Duration deadline, Executor executor) {
        places = new Semaphore(max);
        this.deadline = deadline;
        this.executor = executor;
    }

    /**
     * Submits an operation and answers when it has ended, by {@code answer} from its result or from the failure, of
     * which one is null.
     */
    <T> void answer(
            Context ctx,
            Supplier<CompletableFuture<T>> submit,
            BiFunction<@Nullable T, @Nullable Throwable, Answer> answer) {
        if (!places.tryAcquire()) {
            Answer.failure(503, "too many requests wait for their outcome").writeTo(ctx);
            return;
        }
        AsyncContext request = ctx.req().startAsync();
        request.setTimeout(0); // the deadline below ends it
        HttpServletResponse response = ctx.res();
        CompletableFuture<?> unused = submitted(submit)
                .copy() // the deadline is this request's, not the operation's
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(answer, executor)
                .exceptionally(PendingAnswers::defect)
                .thenAccept(ready -> {
                    places.release();
                    end(request, response, ready);
                });
        // Never completed: Javalin would go on with a request that Jetty has taken back since its client left, and
        // never
        // stop failing at that.
        ctx.future(CompletableFuture::new);
    }

    private static Answer defect(Throwable thrown) {
        if (Failure.unwrap(thrown) instanceof RejectedExecutionException) {
            return Answer.failure(504, "the center stops: what was asked for may have been done");
        }
        Failure failure = Failure.of(thrown);
        return Answer.failure(failure.status(), failure.message());
    }

    private static void end(AsyncContext request, HttpServletResponse response, Answer answer) {
        try {
            answer.writeTo(response);
        } catch (IOException | IllegalStateException e) {
            log.debug("client left without its answer", e);
        } finally {
            complete(request);
        }
    }

    private static void complete(AsyncContext request) {
        try {
            request.complete();
        } catch (IllegalStateException e) {
            log.debug("request had ended before its answer", e);
        }
    }

    private static <T> CompletableFuture<T> submitted(Supplier<CompletableFuture<T>> submit) {
        try {
            return submit.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
