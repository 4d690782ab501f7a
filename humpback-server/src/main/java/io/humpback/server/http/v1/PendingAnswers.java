package io.humpback.server.http.v1;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests when their operation has ended. A waiting request holds a connection and no thread; the number of
 * them is bounded. Safe for use by several threads.
 */
final class PendingAnswers {
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
        CompletableFuture<T> operation = submitted(submit);
        ctx.future(() -> operation
                .copy() // the deadline is this request's, not the operation's
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(answer, executor)
                .whenComplete((ready, failure) -> places.release())
                .thenAccept(ready -> ready.writeTo(ctx)));
    }

    private static <T> CompletableFuture<T> submitted(Supplier<CompletableFuture<T>> submit) {
        try {
            return submit.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
