package io.humpback.server.agent;

import io.humpback.core.NodeFacts;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the engine again and again what it is, so that announcements tell of changes and an engine's return. Looked at
 * by several threads; {@link #step} is for one.
 */
final class EngineWatch {
    private static final Logger log = LoggerFactory.getLogger(EngineWatch.class);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration WHILE_UNKNOWN = Duration.ofSeconds(1);

    private final ContainerEngine engine;
    private final Duration period;
    private final Runnable onChange;
    private volatile @Nullable NodeFacts facts;
    private String failure = "";

    /**
     * Creates it.
     *
     * @param onChange called when the engine has said something new
     */
    EngineWatch(ContainerEngine engine, Duration period, Runnable onChange) {
        this.engine = engine;
        this.period = period;
        this.onChange = onChange;
    }

    /** Returns what the engine said last; null before it has said anything. */
    @Nullable
    NodeFacts facts() {
        return facts;
    }

    /** Asks once and returns when to ask again. */
    Instant step(Instant now) {
        try {
            NodeFacts said = engine.info(DEADLINE);
            if (!failure.isEmpty()) {
                log.info("engine answers again");
                failure = "";
            }
            if (!said.equals(facts)) {
                facts = said;
                onChange.run();
            }
        } catch (EngineException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                failure = reason;
                log.warn("engine does not answer: reason={}", reason);
            }
        }
        return now.plus(facts == null ? WHILE_UNKNOWN : period);
    }
}
