package io.humpback.server.agent;

import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same of many containers, a few at a time whoever asks, and all within one deadline. Safe for use by several
 * threads.
 */
final class AllAtOnce implements AutoCloseable {
    /** How many are asked at a time: half of the questions that an engine is asked at a time. */
    static final int AT_A_TIME = 8;

    private final ThreadPoolExecutor threads;

    AllAtOnce() {
        threads = new ThreadPoolExecutor(
                AT_A_TIME, AT_A_TIME, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "humpback-agent-all");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns the answers in the order of {@code ids}, without those of containers that are gone. The first other failure
     * is thrown, and the rest is not asked then.
     *
     * @param question asks of one container, within the time that is left
     */
    <T> List<T> ask(List<String> ids, Duration deadline, BiFunction<String, Duration, T> question) {
        long end = System.nanoTime() + deadline.toNanos();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<@Nullable T>> answers = new ArrayList<>();
        for (String id : ids) {
            answers.add(CompletableFuture.supplyAsync(() -> over.get() ? null : answer(id, end, question), threads));
        }
        try {
            return answers.stream()
                    .map(CompletableFuture::join)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            over.set(true);
        }
    }

    private static <T> @Nullable T answer(String id, long end, BiFunction<String, Duration, T> question) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new EngineTimeoutException("engine", "it was not asked for " + id + " in time", null);
        }
        try {
            return question.apply(id, Duration.ofNanos(left));
        } catch (EngineRefusedException e) {
            if (e.isNotFound()) { // gone in the meantime
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
