package io.humpback.discovery.zookeeper;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/**
 * The end of one call that may take several requests. Used by one thread, which another one may cancel.
 */
final class Deadline {
    private final long end;
    private volatile @Nullable CompletableFuture<?> awaited;
    private volatile boolean cancelled;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    boolean isOver() {
        return cancelled || System.nanoTime() - end >= 0;
    }

    /** Returns the answer. Cancels {@code answer} if it does not come in time, so it must be this caller's own. */
    <T> T await(CompletableFuture<T> answer) throws RequestException {
        awaited = answer;
        if (cancelled) {
            throw RequestException.notSent("the call was cancelled", null);
        }
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | CancellationException e) {
            answer.cancel(false);
            throw RequestException.late(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestException.late(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static RequestException failure(@Nullable Throwable cause) {
        if (cause instanceof KeeperException refused) {
            return RequestException.of(refused);
        }
        return RequestException.late(cause);
    }

    /** Ends the call: what it waits for, and whatever it would wait for afterwards, fails at once. */
    void cancel() {
        cancelled = true;
        CompletableFuture<?> answer = awaited;
        if (answer != null) {
            answer.cancel(false);
        }
    }
}
