package io.humpback.scheduler.control;

import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.util.List;

/** Stands for the engine of a node whose announcement leads nowhere: every call fails unsent. Stateless. */
final class UnconnectableEngine implements ContainerEngine {
    private final String endpoint;
    private final String reason;

    UnconnectableEngine(String endpoint, String reason) {
        this.endpoint = endpoint;
        this.reason = reason;
    }

    private EngineUnreachableException failure() {
        return new EngineUnreachableException(endpoint, reason, null);
    }

    @Override
    public NodeFacts info(Duration deadline) {
        throw failure();
    }

    @Override
    public List<ObservedContainer> list(Duration deadline) {
        throw failure();
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        throw failure();
    }

    @Override
    public String create(ContainerRequest request, Duration deadline) {
        throw failure();
    }

    @Override
    public void start(String id, Duration deadline) {
        throw failure();
    }

    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        throw failure();
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        throw failure();
    }

    @Override
    public void kill(String id, Duration deadline) {
        throw failure();
    }

    @Override
    public void pause(String id, Duration deadline) {
        throw failure();
    }

    @Override
    public void unpause(String id, Duration deadline) {
        throw failure();
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        throw failure();
    }

    @Override
    public void remove(String id, Duration deadline) {
        throw failure();
    }

    @Override
    public void pull(String image, Duration deadline) {
        throw failure();
    }

    @Override
    public Subscription subscribe(EngineEventListener listener) {
        throw failure();
    }

    @Override
    public void close() {}
}
