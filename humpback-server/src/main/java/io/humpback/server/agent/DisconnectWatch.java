package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.spi.EngineException;
import io.humpback.server.agent.LastWord.Leashed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the containers that ask for {@link StopOnDisconnect} once the cluster has not known of this agent for as long as
 * they say: all that are due are asked to end, and what has not ended when its grace is over is killed. Nobody waits for
 * a container, so that it makes no difference how many there are. The grace is shorter where the time was up a while
 * ago, so that all have ended within {@link StopOnDisconnect#MARGIN}.
 *
 * <p>An agent that has just been started waits a few seconds for a first word; it goes on counting from the last contact
 * before, and from long ago if it knows of none. For one thread; calls run on others.
 */
final class DisconnectWatch {
    /** How long a start waits for a first word. */
    static final Duration FIRST_WORD = Duration.ofSeconds(5);

    /** When the last ones are killed, counted from when their time was up: the rest of the margin is for that. */
    static final Duration LAST_KILL = Duration.ofSeconds(13);

    /** What a container is given in any case. */
    static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(DisconnectWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final LastWord engine;
    private final LastContact contact;
    private final Supplier<Optional<Fence>> fence;
    private final Executor calls;
    private final Instant started;
    private final Map<String, Ending> endings = new HashMap<>();

    /** A container that is being stopped. */
    private static final class Ending {
        private final Instant killAt;
        private volatile boolean asked;

        Ending(Instant killAt) {
            this.killAt = killAt;
        }
    }

    /**
     * Creates it.
     *
     * @param fence whom this host obeys
     * @param calls runs several calls at a time
     */
    DisconnectWatch(LastWord engine, LastContact contact, Supplier<Optional<Fence>> fence, Executor calls) {
        this.engine = engine;
        this.contact = contact;
        this.fence = fence;
        this.calls = calls;
        this.started = contact.now();
    }

    /** Looks once and returns after which time to look again. */
    Duration look() {
        Instant now = contact.now();
        if (now.isBefore(started.plus(FIRST_WORD)) || silence(now).compareTo(StopOnDisconnect.SHORTEST) < 0) {
            endings.clear();
            return LOOK;
        }
        try {
            return stopDue(leashed(), contact.now());
        } catch (EngineException e) {
            log.debug("engine does not say what is to be stopped", e); // its own watch tells of it
            return LOOK;
        }
    }

    private Duration silence(Instant now) {
        Instant last = contact.last();
        return last.equals(LastContact.NEVER) ? StopOnDisconnect.LONGEST : Duration.between(last, now);
    }

    private List<Leashed> leashed() {
        String cluster = fence.get().map(Fence::clusterId).orElse("");
        return engine.leashed(DEADLINE).stream()
                .filter(container -> !container.time().isZero())
                .filter(container -> !cluster.isEmpty() && container.clusterId().equals(cluster))
                .toList();
    }

    private Duration stopDue(List<Leashed> leashed, Instant now) {
        Duration silence = silence(now);
        Duration next = LONGEST_PAUSE;
        List<Leashed> due = new ArrayList<>();
        for (Leashed container : leashed) {
            Duration left = container.time().minus(silence);
            if (left.isZero() || left.isNegative()) {
                due.add(container);
                next = LOOK; // until none of them is to be seen any more
            } else if (left.compareTo(next) < 0) {
                next = left;
            }
        }
        Set<String> ids = due.stream().map(Leashed::id).collect(Collectors.toSet());
        endings.keySet().retainAll(ids);
        end(due, silence, now);
        return next;
    }

    private void end(List<Leashed> due, Duration silence, Instant now) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Leashed container : due) {
            Ending ending =
                    endings.computeIfAbsent(container.id(), id -> new Ending(now.plus(grace(container, silence))));
            if (!now.isBefore(ending.killAt)) {
                running.add(CompletableFuture.runAsync(() -> kill(container), calls));
            } else if (!ending.asked) {
                running.add(CompletableFuture.runAsync(() -> ask(container, ending), calls));
            }
        }
        CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0])).join();
    }

    private static Duration grace(Leashed container, Duration silence) {
        Duration left = LAST_KILL.minus(silence.minus(container.time()));
        if (left.compareTo(LEAST_GRACE) < 0) {
            return LEAST_GRACE;
        }
        return left.compareTo(StopOnDisconnect.GRACE) < 0 ? left : StopOnDisconnect.GRACE;
    }

    private void ask(Leashed container, Ending ending) {
        log.warn(
                "container is stopped, as it asks to be: the cluster has not known of this host for {} s: container={}",
                container.time().toSeconds(),
                container.name());
        try {
            engine.askToEnd(container.id(), DEADLINE);
            ending.asked = true;
        } catch (EngineException e) {
            log.error("container not asked to end, trying again: container={}", container.name(), e);
        }
    }

    private void kill(Leashed container) {
        try {
            engine.kill(container.id(), DEADLINE);
        } catch (EngineException e) {
            log.error("container not killed, trying again: container={}", container.name(), e);
        }
    }
}
