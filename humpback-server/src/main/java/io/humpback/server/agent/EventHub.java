package io.humpback.server.agent;

import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.Subscription;
import io.humpback.server.docker.AgentEvent;
import io.humpback.server.docker.AgentWire;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells many readers of the engine's events though it follows them only once. When the engine's stream breaks, all
 * readers are told and end; the next reader opens it again. Safe for use by several threads.
 */
final class EventHub implements AutoCloseable {
    private final ContainerEngine engine;
    private final Set<LineStream> readers = new LinkedHashSet<>();
    private @Nullable Upstream upstream;
    private boolean closed;

    EventHub(ContainerEngine engine) {
        this.engine = engine;
    }

    /** One subscription to the engine; what an older one says is not heard any more. */
    private final class Upstream implements EngineEventListener {
        private @Nullable Subscription subscription;
        private boolean open;

        @Override
        public void onOpen() {
            tell(this, AgentEvent.OPEN, true);
        }

        @Override
        public void onEvent(String containerId, String action) {
            tell(this, AgentEvent.of(containerId, action), false);
        }

        @Override
        public void onBroken(String reason) {
            broken(this, reason);
        }
    }

    /** Adds a reader; it is told that the stream is open as soon as it is. */
    void add(LineStream reader) {
        Upstream fresh = null;
        synchronized (this) {
            if (closed) {
                reader.cut();
                return;
            }
            readers.add(reader);
            if (upstream == null) {
                fresh = new Upstream();
                upstream = fresh;
            } else if (upstream.open) {
                reader.offer(line(AgentEvent.OPEN));
            }
        }
        reader.onEnd(() -> forget(reader));
        if (fresh != null) {
            subscribe(fresh);
        }
    }

    /** Returns how many readers there are. */
    synchronized int readers() {
        return readers.size();
    }

    /** Shows all readers that the agent lives. */
    synchronized void heartbeat() {
        if (upstream != null && upstream.open) { // the first line says that it is open
            byte[] line = line(AgentEvent.HEARTBEAT);
            readers.forEach(reader -> reader.offer(line));
        }
    }

    @Override
    public void close() {
        Subscription subscription;
        synchronized (this) {
            closed = true;
            subscription = upstream == null ? null : upstream.subscription;
            upstream = null;
        }
        if (subscription != null) {
            subscription.close();
        }
        present().forEach(LineStream::cut);
    }

    private void subscribe(Upstream fresh) {
        try {
            Subscription subscription = engine.subscribe(fresh);
            synchronized (this) {
                fresh.subscription = subscription;
                if (upstream == fresh) {
                    return;
                }
            }
            subscription.close();
        } catch (EngineException e) {
            broken(fresh, String.valueOf(e.getMessage()));
        }
    }

    private synchronized void tell(Upstream source, AgentEvent event, boolean opens) {
        if (upstream == source) {
            source.open |= opens;
            byte[] line = line(event);
            readers.forEach(reader -> reader.offer(line)); // never waits, and never calls back on this thread
        }
    }

    private void broken(Upstream source, String reason) {
        List<LineStream> told;
        synchronized (this) {
            if (upstream != source) {
                return;
            }
            upstream = null;
            told = List.copyOf(readers);
        }
        byte[] line = line(AgentEvent.broken(reason));
        for (LineStream reader : told) {
            reader.offer(line);
            reader.finish();
        }
    }

    private synchronized List<LineStream> present() {
        return List.copyOf(readers);
    }

    private synchronized void forget(LineStream reader) {
        readers.remove(reader);
    }

    private static byte[] line(AgentEvent event) {
        return (AgentWire.encode(event) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
