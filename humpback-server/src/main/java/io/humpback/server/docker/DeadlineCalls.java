package io.humpback.server.docker;

import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the calls to one engine, each on a thread of its own, and leaves them to themselves at their deadline: a read
 * from a unix socket knows no timeout. The number of calls is bounded, those that are stuck included. Safe for use by
 * several threads.
 */
final class DeadlineCalls {
    private final String endpoint;
    private final ClientPool clients;
    private final ExecutorService threads;
    private final int maxCalls;
    private final Runnable unreachable;
    private final Semaphore permits;
    private final Set<Call<?>> stuck = ConcurrentHashMap.newKeySet();

    /** Creates it; {@code unreachable} is run when nobody listens at the endpoint. */
    DeadlineCalls(String endpoint, ClientPool clients, ExecutorService threads, int maxCalls, Runnable unreachable) {
        this.endpoint = endpoint;
        this.clients = clients;
        this.threads = threads;
        this.maxCalls = maxCalls;
        this.unreachable = unreachable;
        this.permits = new Semaphore(maxCalls, true);
    }

    /** What is asked of an engine. */
    @FunctionalInterface
    interface Work<T> {
        T run(EngineClient client) throws IOException, InterruptedException;
    }

    /** A call on its thread. It holds its permit until the thread has ended, however long nobody waits for it. */
    private final class Call<T> extends FutureTask<T> {
        private volatile boolean ended;

        Call(Callable<T> work) {
            super(work);
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                ended = true;
                stuck.remove(this);
                permits.release();
            }
        }

        void abandon() {
            stuck.add(this);
            cancel(true);
            if (ended) {
                stuck.remove(this);
            }
        }
    }

    /** Returns the result of {@code work}, or fails as {@link EngineException} describes, at the deadline at the latest. */
    <T> T call(String what, Duration deadline, Work<T> work) {
        long end = System.nanoTime() + deadline.toNanos();
        enter(what, end);
        ClientPool.Lease lease = clients.lease();
        try {
            return await(what, deadline, end, lease, work);
        } catch (EngineException e) {
            if (EngineErrors.isLostContact(e)) {
                lease.retire();
            }
            throw e;
        } finally {
            lease.release();
        }
    }

    /** Returns how many calls nobody waits for any more though they have not ended. */
    int stuck() {
        return stuck.size();
    }

    private void enter(String what, long end) {
        try {
            boolean hopeless = stuck.size() >= maxCalls;
            if (!hopeless && permits.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineUnreachableException(endpoint, what + " not begun, interrupted", e);
        }
        throw new EngineUnreachableException(
                endpoint, what + " not begun, waiting for the answers to other calls: " + maxCalls, null);
    }

    private <T> T await(String what, Duration deadline, long end, ClientPool.Lease lease, Work<T> work) {
        Call<T> call = new Call<>(() -> work.run(lease.client()));
        try {
            threads.execute(call);
        } catch (RuntimeException e) { // the engine has been closed
            permits.release();
            throw new EngineUnreachableException(endpoint, what + " not begun, closed", e);
        }
        try {
            return call.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.abandon();
            throw new EngineTimeoutException(endpoint, what + " within " + deadline.toMillis() + " ms", null);
        } catch (InterruptedException e) {
            call.abandon();
            Thread.currentThread().interrupt();
            throw new EngineTimeoutException(endpoint, what + ", interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            EngineException failure = EngineErrors.translate(endpoint, what, cause);
            if (failure instanceof EngineUnreachableException) {
                unreachable.run();
            }
            throw failure;
        }
    }
}
