package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.Subscription;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.reconcile.NodeHealth;
import io.humpback.scheduler.reconcile.ObservedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Watches one node: probes it, follows its events, lists its containers. Owned by the loop's thread; only its calls run
 * elsewhere, at most one of each kind at a time, and report to the inbox.
 */
final class NodeMonitor {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final long generation;
    private final ContainerEngine engine;
    private final Inbox inbox;
    private final Executor executor;
    private final LoopSettings settings;
    private final Map<String, Seen> containers = new HashMap<>();
    private final Map<String, Long> gone = new HashMap<>();
    private Node node;
    private NodeHealth health;
    private boolean probing;
    private boolean listing;
    private boolean changed;
    private long listTicket;
    private Instant nextList = Instant.MIN;
    private Stream stream = Stream.CLOSED;
    private Instant nextStream = Instant.MIN;
    private volatile @Nullable Subscription subscription;

    private enum Stream {
        CLOSED,
        OPENING,
        OPEN
    }

    /** A container and the ticket at which it was last known for certain. */
    private record Seen(ObservedContainer container, long ticket) {}

    NodeMonitor(
            Node node,
            long generation,
            ContainerEngine engine,
            Inbox inbox,
            Executor executor,
            LoopSettings settings,
            Instant now) {
        this.node = node;
        this.generation = generation;
        this.engine = engine;
        this.inbox = inbox;
        this.executor = executor;
        this.settings = settings;
        this.health = NodeHealth.unknown(now);
    }

    Node node() {
        return node;
    }

    long generation() {
        return generation;
    }

    ContainerEngine engine() {
        return engine;
    }

    NodeHealth health() {
        return health;
    }

    /** Takes over what the node announces now; what its engine said stays. */
    void announce(Node announced) {
        node = announced.facts().equals(NodeFacts.UNKNOWN) ? announced.withFacts(node.facts()) : announced;
    }

    void rename(String name) {
        node = node.withName(name);
    }

    /** Begins the calls that are due. */
    void work(CallMemory calls, Instant now) {
        if (!probing && !now.isBefore(health.nextProbe())) {
            probing = true;
            executor.execute(this::probe);
        }
        if (health.state() != NodeState.HEALTHY) {
            return;
        }
        if (stream == Stream.CLOSED && !now.isBefore(nextStream)) {
            stream = Stream.OPENING;
            executor.execute(this::openStream);
        }
        if (!listing && !now.isBefore(nextList)) {
            listing = true;
            changed = false;
            long ticket = calls.nextTicket();
            executor.execute(() -> list(ticket));
        }
    }

    private void probe() {
        try {
            inbox.put(new Input.ProbeAnswered(node.id(), generation, engine.info(NodeHealth.PROBE_DEADLINE)));
        } catch (EngineException e) {
            inbox.put(new Input.ProbeMissed(node.id(), generation, e.getMessage()));
        } catch (RuntimeException e) {
            inbox.put(new Input.ProbeMissed(node.id(), generation, "probe failed: " + e));
        }
    }

    private void list(long ticket) {
        try {
            inbox.put(new Input.Listed(node.id(), generation, ticket, engine.list(settings.callDeadline())));
        } catch (RuntimeException e) {
            inbox.put(new Input.ListFailed(node.id(), generation, String.valueOf(e.getMessage())));
        }
    }

    private void openStream() {
        try {
            subscription = engine.subscribe(new EngineEventListener() {
                @Override
                public void onOpen() {
                    inbox.put(new Input.StreamOpened(node.id(), generation));
                }

                @Override
                public void onEvent(String containerId, String action) {
                    inbox.put(new Input.StreamEvent(node.id(), generation));
                }

                @Override
                public void onBroken(String reason) {
                    inbox.put(new Input.StreamBroken(node.id(), generation, reason));
                }
            });
        } catch (RuntimeException e) {
            inbox.put(new Input.StreamBroken(node.id(), generation, String.valueOf(e.getMessage())));
        }
    }

    void answered(NodeFacts facts, Instant now) {
        probing = false;
        boolean returned = health.state() != NodeState.HEALTHY;
        node = node.withFacts(facts);
        health = health.answered(now, settings.heartbeat());
        if (returned) {
            listTicket = 0; // what it holds may have changed while nobody looked
            dirtied(); // a list that is still under way may have been begun before the node was gone
            nextStream = Instant.MIN;
        }
    }

    void missed(String reason, Instant now) {
        probing = false;
        health = health.missed(reason, now, settings.heartbeat());
    }

    /** Takes over a list, but for containers that were known for certain after it was begun. */
    void listed(long ticket, List<ObservedContainer> listed, Instant now) {
        listing = false;
        listTicket = ticket;
        nextList = changed ? Instant.MIN : now.plus(settings.recoveryInterval());
        containers.values().removeIf(seen -> seen.ticket() < ticket);
        gone.values().removeIf(at -> at < ticket);
        for (ObservedContainer container : listed) {
            if (!gone.containsKey(container.id())) {
                containers.putIfAbsent(container.id(), new Seen(container, ticket));
            }
        }
    }

    void listFailed(Instant now) {
        listing = false;
        nextList = now.plus(RETRY);
        health = health.doubted(now);
    }

    void streamOpened() {
        stream = Stream.OPEN;
        dirtied();
    }

    void streamBroken(Instant now) {
        stream = Stream.CLOSED;
        nextStream = now.plus(RETRY);
        dirtied();
        health = health.doubted(now);
    }

    /** Asks for a list as soon as no other one is under way. */
    void dirtied() {
        changed = true; // a list that is under way may have been too early to show it
        nextList = Instant.MIN;
    }

    /** Notes that a container was seen, or is gone if {@code container} is null, at {@code ticket}. */
    void note(String id, @Nullable ObservedContainer container, long ticket) {
        if (container == null) {
            containers.remove(id);
            gone.put(id, ticket);
        } else {
            containers.put(container.id(), new Seen(container, ticket));
        }
    }

    ObservedNode observed() {
        TreeMap<String, ObservedContainer> ordered = new TreeMap<>();
        containers.forEach((id, seen) -> ordered.put(id, seen.container()));
        return new ObservedNode(node, health.state(), health.reason(), listTicket, List.copyOf(ordered.values()));
    }

    void close() {
        Subscription open = subscription;
        if (open != null) {
            open.close();
        }
        engine.close();
    }
}
