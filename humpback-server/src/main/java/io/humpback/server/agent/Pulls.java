package io.humpback.server.agent;

import io.humpback.core.PullPolicy;
import io.humpback.server.docker.AgentPull;
import io.humpback.server.docker.AgentPullStep;
import io.humpback.server.docker.DockerHost;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Fetches images for this host, whoever asks: a few at a time, some more waiting, each within its time. Safe for use by
 * several threads.
 */
final class Pulls implements AutoCloseable {
    private static final int WAITING = 64;

    /** Each holds a thread of the agent's HTTP server, which has some for everything else then. */
    static final int MAX_BLOCKED = 16;

    private static final int BUSY = 503;
    private static final int LATE = 504;

    private final DockerHost host;
    private final PullLimits limits;
    private final ThreadPoolExecutor threads;
    private final Semaphore blocked = new Semaphore(MAX_BLOCKED);

    Pulls(DockerHost host, PullLimits limits) {
        this.host = host;
        this.limits = limits;
        threads = new ThreadPoolExecutor(
                limits.atATime(),
                limits.atATime(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING),
                daemons("humpback-agent-pull"));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Returns how long a pull may take unless its caller asks for less. */
    Duration timeout() {
        return limits.timeout();
    }

    /**
     * Begins to fetch an image and returns its digest when it is there, empty if it has none, or if this host is not to
     * fetch it.
     *
     * @param deadline counted from now, so that who waits too long for others has waited in vain; cut to the host's own
     * @param steps told how far it is, from other threads, one call at a time
     */
    CompletableFuture<String> begin(AgentPull asked, Duration deadline, Consumer<AgentPullStep> steps) {
        if (asked.ofHost() && limits.policy() == PullPolicy.NEVER) {
            return CompletableFuture.completedFuture("");
        }
        boolean always = asked.ofHost() ? limits.policy() == PullPolicy.ALWAYS : asked.always();
        AgentPull pull = new AgentPull(asked.image(), always);
        Duration allowed = deadline.compareTo(limits.timeout()) < 0 ? deadline : limits.timeout();
        long end = System.nanoTime() + allowed.toNanos();
        CompletableFuture<String> digest = new CompletableFuture<>();
        if (threads.getActiveCount() >= limits.atATime()) {
            steps.accept(AgentPullStep.progress(AgentPullStep.WAITING, "", 0, 0));
        }
        try {
            threads.execute(new Fetch(pull, end, steps, digest));
        } catch (RejectedExecutionException e) {
            throw AgentErrorException.refused(BUSY, "too many pulls wait (expected: at most " + WAITING + ")", "busy");
        }
        return digest;
    }

    /**
     * Fetches an image and returns its digest when it is there, empty if it has none. Refused where many others wait for
     * theirs in this way.
     */
    String fetch(AgentPull pull) {
        if (!blocked.tryAcquire()) {
            throw AgentErrorException.refused(
                    BUSY, "too many callers wait for images (expected: at most " + MAX_BLOCKED + ")", "busy");
        }
        try {
            return begin(pull, limits.timeout(), step -> {}).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            blocked.release();
        }
    }

    /** One image on its way, or waiting for others. */
    private final class Fetch implements Runnable {
        private final AgentPull pull;
        private final long end;
        private final Consumer<AgentPullStep> steps;
        private final CompletableFuture<String> digest;

        Fetch(AgentPull pull, long end, Consumer<AgentPullStep> steps, CompletableFuture<String> digest) {
            this.pull = pull;
            this.end = end;
            this.steps = steps;
            this.digest = digest;
        }

        @Override
        public void run() {
            try {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw AgentErrorException.refused(
                            LATE,
                            "image " + pull.image() + " was not asked for in time, others were before it",
                            "busy");
                }
                digest.complete(host.pull(pull, steps, Duration.ofNanos(left)));
            } catch (RuntimeException e) {
                digest.completeExceptionally(e);
            }
        }

        void refuse() {
            digest.completeExceptionally(
                    AgentErrorException.refused(BUSY, "not fetched, the agent is being stopped", "busy"));
        }
    }

    /** Ends all that are under way; those that wait are never begun, and whoever waits for them is told. */
    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            if (waiting instanceof Fetch fetch) {
                fetch.refuse();
            }
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
