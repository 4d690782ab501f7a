package io.humpback.server.agent;

import com.google.common.util.concurrent.Striped;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new container in the place of an old one, under its name and with its ports. Where the new one cannot be made
 * or started, the old one gets its name back and runs as before; where the engine does not even say whether it was, that
 * is looked at until it does. Safe for use by several threads.
 */
final class Replacement {
    private static final Logger log = LoggerFactory.getLogger(Replacement.class);
    private static final int SUFFIX_LENGTH = 8;
    private static final int STRIPES = 64;
    private static final int ATTEMPTS = 20;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** What an engine did not answer in time it does soon after it has begun to answer again, or never. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

    private final ContainerEngine host;
    private final Duration deadline;
    private final Duration grace;
    private final Later later;
    private final Striped<Lock> locks = Striped.lock(STRIPES);
    private final Map<String, PutBack> unsettled = new ConcurrentHashMap<>();

    Replacement(ContainerEngine host, Duration deadline, Duration grace) {
        this(host, deadline, grace, Replacement::onThreadOfItsOwn);
    }

    Replacement(ContainerEngine host, Duration deadline, Duration grace, Later later) {
        this.host = host;
        this.deadline = deadline;
        this.grace = grace;
        this.later = later;
    }

    /** Runs something after a while. */
    @FunctionalInterface
    interface Later {
        void run(Duration delay, Runnable task);
    }

    private static void onThreadOfItsOwn(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, due -> {
                    Thread thread = new Thread(due, "humpback-agent-replacement");
                    thread.setDaemon(true);
                    thread.start();
                })
                .execute(task);
    }

    /** Returns {@code image} with another tag and without a digest, which would contradict it. */
    static String withTag(String image, String tag) {
        String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        return (colon < 0 ? name : name.substring(0, colon)) + ":" + tag;
    }

    /** Returns the id of the new container, which runs; {@code ports} completes it once the old one holds none. */
    String replace(ObservedContainer old, ContainerRequest request, UnaryOperator<ContainerRequest> ports) {
        Lock own = locks.get(old.id());
        own.lock();
        try {
            unsettled.remove(old.id()); // whoever asks anew has seen what there is
            PutBack putBack = new PutBack(host, old, deadline);
            try {
                return replace(old, request, ports, putBack);
            } catch (RuntimeException e) {
                unsettled.put(old.id(), putBack);
                settle(putBack, e instanceof EngineException failure && failure.isOutcomeUnknown(), 1);
                throw e;
            }
        } finally {
            own.unlock();
        }
    }

    private String replace(
            ObservedContainer old, ContainerRequest request, UnaryOperator<ContainerRequest> ports, PutBack putBack) {
        host.stop(old.id(), grace, deadline);
        host.rename(old.id(), aside(old), deadline);
        ContainerRequest complete = ports.apply(request);
        putBack.creating(complete.name());
        String id = host.create(complete, deadline);
        putBack.created(id);
        host.start(id, deadline);
        clear(old.id());
        return id;
    }

    private static String aside(ObservedContainer old) {
        return old.name() + "-"
                + old.id().substring(0, Math.min(SUFFIX_LENGTH, old.id().length()));
    }

    /** Removes a container that is in the way, later where that fails now; nobody has to wait for it. */
    void clear(String id) {
        clear(id, 1);
    }

    private void clear(String id, int attempt) {
        try {
            host.remove(id, deadline);
        } catch (EngineException e) {
            if (attempt >= ATTEMPTS) {
                log.warn("container left behind: id={}", id, e);
            } else {
                later.run(pause(attempt), () -> clear(id, attempt + 1));
            }
        }
    }

    /**
     * Undoes a replacement, as often as it takes.
     *
     * @param late whether something may still happen that nobody waits for any more
     */
    private void settle(PutBack putBack, boolean late, int attempt) {
        try {
            putBack.run();
            if (late) {
                later.run(SECOND_LOOK, () -> resume(putBack, false, attempt));
            } else {
                unsettled.remove(putBack.containerId(), putBack);
            }
        } catch (EngineException e) {
            boolean gone = e instanceof EngineRefusedException refused && refused.isNotFound();
            if (gone || attempt >= ATTEMPTS) {
                unsettled.remove(putBack.containerId(), putBack);
                log.error("container not put back: {}", putBack, e);
            } else {
                later.run(pause(attempt), () -> resume(putBack, late || e.isOutcomeUnknown(), attempt + 1));
            }
        }
    }

    private void resume(PutBack putBack, boolean late, int attempt) {
        Lock own = locks.get(putBack.containerId());
        own.lock();
        try {
            if (unsettled.get(putBack.containerId()) == putBack) {
                settle(putBack, late, attempt);
            }
        } finally {
            own.unlock();
        }
    }

    private static Duration pause(int attempt) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(attempt - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
