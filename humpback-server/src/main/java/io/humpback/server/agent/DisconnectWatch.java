package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.core.ObservedContainer;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the containers that ask for {@link StopOnDisconnect} once the cluster has not known of this agent for as long as
 * they say. An agent that has just been started waits a few seconds for a first word; it goes on counting from the last
 * contact before, and from long ago if it knows of none. For one thread; stops run on others.
 */
final class DisconnectWatch {
    /** How long a start waits for a first word. */
    static final Duration FIRST_WORD = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(DisconnectWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final ContainerEngine engine;
    private final LastContact contact;
    private final Supplier<Optional<Fence>> fence;
    private final Executor stops;
    private final Instant started;

    /**
     * Creates it.
     *
     * @param fence whom this host obeys
     * @param stops runs the stops of several containers at a time
     */
    DisconnectWatch(ContainerEngine engine, LastContact contact, Supplier<Optional<Fence>> fence, Executor stops) {
        this.engine = engine;
        this.contact = contact;
        this.fence = fence;
        this.stops = stops;
        this.started = contact.now();
    }

    /** Looks once and returns after which time to look again. */
    Duration look() {
        Instant now = contact.now();
        if (now.isBefore(started.plus(FIRST_WORD)) || silence(now).compareTo(StopOnDisconnect.SHORTEST) < 0) {
            return LOOK;
        }
        try {
            return stopDue(leashed(), now);
        } catch (EngineException e) {
            log.debug("engine does not say what is to be stopped", e); // its own watch tells of it
            return LOOK;
        }
    }

    private Duration silence(Instant now) {
        Instant last = contact.last();
        return last.equals(LastContact.NEVER) ? StopOnDisconnect.LONGEST : Duration.between(last, now);
    }

    private List<ObservedContainer> leashed() {
        String cluster = fence.get().map(Fence::clusterId).orElse("");
        return engine.list(DEADLINE).stream()
                .filter(container -> container.state().isLive())
                .filter(container -> time(container).compareTo(Duration.ZERO) > 0)
                .filter(container -> container
                        .findIdentity()
                        .map(identity -> identity.clusterId().equals(cluster))
                        .orElse(false))
                .toList();
    }

    private static Duration time(ObservedContainer container) {
        return container.spec().runOptions().stopOnDisconnect();
    }

    private Duration stopDue(List<ObservedContainer> leashed, Instant now) {
        Duration silence = silence(now);
        Duration next = LONGEST_PAUSE;
        List<CompletableFuture<Void>> stopping = new ArrayList<>();
        for (ObservedContainer container : leashed) {
            Duration left = time(container).minus(silence);
            if (left.isZero() || left.isNegative()) {
                stopping.add(CompletableFuture.runAsync(() -> stop(container), stops));
                next = LOOK; // until none of them is to be seen any more
            } else if (left.compareTo(next) < 0) {
                next = left;
            }
        }
        CompletableFuture.allOf(stopping.toArray(new CompletableFuture<?>[0])).join();
        return next;
    }

    private void stop(ObservedContainer container) {
        log.warn(
                "container is stopped, as it asks to be: the cluster has not known of this host for {} s: container={}",
                time(container).toSeconds(),
                container.name());
        try {
            engine.stop(container.id(), StopOnDisconnect.GRACE, StopOnDisconnect.GRACE.plus(DEADLINE));
        } catch (EngineException e) {
            log.error("container not stopped, trying again: container={}", container.name(), e);
        }
    }
}
