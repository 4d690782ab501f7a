package io.humpback.server.agent;

import io.humpback.server.docker.AgentPull;
import io.humpback.server.docker.AgentPullStep;
import io.humpback.server.docker.DockerHost;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
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
    private static final int BUSY = 503;
    private static final int LATE = 504;

    private final DockerHost host;
    private final PullLimits limits;
    private final ThreadPoolExecutor threads;

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
     * Begins to fetch an image and returns its digest when it is there, empty if it has none.
     *
     * @param deadline counted from now, so that who waits too long for others has waited in vain; cut to the host's own
     * @param steps told how far it is, from other threads, one call at a time
     */
    CompletableFuture<String> begin(AgentPull pull, Duration deadline, Consumer<AgentPullStep> steps) {
        Duration allowed = deadline.compareTo(limits.timeout()) < 0 ? deadline : limits.timeout();
        long end = System.nanoTime() + allowed.toNanos();
        CompletableFuture<String> digest = new CompletableFuture<>();
        if (threads.getActiveCount() >= limits.atATime()) {
            steps.accept(AgentPullStep.progress(AgentPullStep.WAITING, "", 0, 0));
        }
        try {
            threads.execute(() -> run(pull, end, steps, digest));
        } catch (RejectedExecutionException e) {
            throw AgentErrorException.refused(BUSY, "too many pulls wait (expected: at most " + WAITING + ")", "busy");
        }
        return digest;
    }

    /** Fetches an image and returns its digest when it is there, empty if it has none. */
    String fetch(AgentPull pull) {
        try {
            return begin(pull, limits.timeout(), step -> {}).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private void run(AgentPull pull, long end, Consumer<AgentPullStep> steps, CompletableFuture<String> digest) {
        try {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw AgentErrorException.refused(
                        LATE, "image " + pull.image() + " was not asked for in time, others were before it", "busy");
            }
            digest.complete(host.pull(pull, steps, Duration.ofNanos(left)));
        } catch (RuntimeException e) {
            digest.completeExceptionally(e);
        }
    }

    /** Ends all that are under way; those that wait are never begun. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
