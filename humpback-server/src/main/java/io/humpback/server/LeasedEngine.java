package io.humpback.server;

import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * An engine that cannot refuse a leader of yesterday. So a change is asked of it only as long as this center surely
 * leads: its deadline ends with the lead as it is known now, though the lead may be renewed meanwhile. A call that is cut
 * short thereby has an unknown outcome, like any that timed out. Safe for use by several threads.
 */
final class LeasedEngine implements ContainerEngine {
    /** Less is not worth a call: it would hardly end in time. */
    private static final Duration LEAST = Duration.ofMillis(500);

    private final ContainerEngine engine;
    private final Supplier<Leadership> leadership;
    private final InstantSource clock;

    /**
     * Creates it.
     *
     * @param clock the one by which the lead's end is told
     */
    LeasedEngine(ContainerEngine engine, Supplier<Leadership> leadership, InstantSource clock) {
        this.engine = engine;
        this.leadership = leadership;
        this.clock = clock;
    }

    /** Returns {@code deadline}, or what is left of the lead if that is less. */
    private Duration within(Duration deadline) {
        Leadership known = leadership.get();
        if (known.leader() && known.until().equals(Instant.MAX)) {
            return deadline;
        }
        Duration left = Duration.between(clock.instant(), known.until());
        if (!known.leader() || left.compareTo(LEAST) < 0) {
            throw new EngineUnreachableException(engine.toString(), "not asked, since the lead ends", null);
        }
        return left.compareTo(deadline) < 0 ? left : deadline;
    }

    @Override
    public NodeFacts info(Duration deadline) {
        return engine.info(deadline);
    }

    @Override
    public List<ObservedContainer> list(Duration deadline) {
        return engine.list(deadline);
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        return engine.inspect(idOrName, deadline);
    }

    @Override
    public String create(ContainerRequest request, Duration deadline) {
        return engine.create(request, within(deadline));
    }

    @Override
    public void start(String id, Duration deadline) {
        engine.start(id, within(deadline));
    }

    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        engine.stop(id, grace, within(deadline));
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        engine.restart(id, grace, within(deadline));
    }

    @Override
    public void kill(String id, Duration deadline) {
        engine.kill(id, within(deadline));
    }

    @Override
    public void pause(String id, Duration deadline) {
        engine.pause(id, within(deadline));
    }

    @Override
    public void unpause(String id, Duration deadline) {
        engine.unpause(id, within(deadline));
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        engine.rename(id, newName, within(deadline));
    }

    @Override
    public void remove(String id, Duration deadline) {
        engine.remove(id, within(deadline));
    }

    /** An image that is pulled for nobody does no harm, so a pull may take its time. */
    @Override
    public void pull(String image, Duration deadline) {
        engine.pull(image, deadline);
    }

    @Override
    public String pull(String image, PullPolicy policy, PullListener listener, Duration deadline) {
        return engine.pull(image, policy, listener, deadline);
    }

    @Override
    public Subscription subscribe(EngineEventListener listener) {
        return engine.subscribe(listener);
    }

    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return engine.toString();
    }
}
