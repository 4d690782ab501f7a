package io.humpback.scheduler.supervisor;

import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives calls of one node a deadline, and lets those through one gate one by one. A call that outlasts its deadline is
 * interrupted and keeps its gate shut until it really ends. Safe for use by several threads.
 */
final class TimedCalls {
    private static final int FAILED = 500;

    private final String endpoint;
    private final Executor executor;
    private final Set<FutureTask<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TimedCalls(String endpoint, Executor executor) {
        this.endpoint = endpoint;
        this.executor = executor;
    }

    /**
     * Returns what {@code call} returns.
     *
     * @param what names the call in messages
     * @param patience how long to wait for the gate
     * @throws EngineRefusedException if the call throws
     * @throws EngineTimeoutException if it does not end in time, so that nobody knows what it does
     * @throws EngineUnreachableException if it was not made
     */
    <T> T call(String what, Semaphore gate, Duration patience, Duration deadline, Callable<T> call) {
        pass(what, gate, patience);
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                gate.release();
            }
        };
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return call.call();
            } finally {
                leave.run(); // before anybody gets the answer, who may have another call
            }
        });
        underWay.add(task);
        try {
            hand(what, task, leave);
            return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new EngineRefusedException(FAILED, what + " failed: " + e.getCause());
        } catch (TimeoutException | CancellationException e) {
            throw new EngineTimeoutException(endpoint, what + " was not done in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineTimeoutException(endpoint, what + " was waited for no longer", e);
        } finally {
            task.cancel(true);
            underWay.remove(task);
        }
    }

    private void pass(String what, Semaphore gate, Duration patience) {
        try {
            if (!gate.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EngineTimeoutException(endpoint, what + ": an earlier call has not ended", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineUnreachableException(endpoint, what + " was not begun", e);
        }
        if (closed) {
            gate.release();
            throw new EngineUnreachableException(endpoint, "the node was taken away", null);
        }
    }

    private void hand(String what, FutureTask<?> task, Runnable leave) {
        try {
            executor.execute(() -> {
                task.run();
                leave.run(); // it may have been cancelled before it began
            });
        } catch (RejectedExecutionException e) {
            leave.run();
            throw new EngineUnreachableException(endpoint, what + ": there is no thread for it", e);
        }
    }

    /** Interrupts the calls under way and lets no other begin. */
    void close() {
        closed = true;
        underWay.forEach(task -> task.cancel(true));
    }
}
