package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineDeadException;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.Subscription;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.reconcile.NodeTrack;
import io.humpback.scheduler.reconcile.NodeTrack.Registration;
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
    private volatile ContainerEngine engine;
    private final Inbox inbox;
    private final Executor executor;
    private final LoopSettings settings;
    private final Map<String, Seen> containers = new HashMap<>();
    private final Map<String, Long> gone = new HashMap<>();
    private Node node;
    private NodeTrack track;
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
            NodeTrack track) {
        this.node = node;
        this.generation = generation;
        this.engine = engine;
        this.inbox = inbox;
        this.executor = executor;
        this.settings = settings;
        this.track = track;
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

    NodeTrack track() {
        return track;
    }

    /** Returns whether a way to its engine was never found. */
    boolean isUnconnected() {
        return engine instanceof UnconnectableEngine;
    }

    boolean isProbeDue(Instant now) {
        return !probing && !now.isBefore(track.nextProbe());
    }

    /** Takes the way to its engine that was found at last. */
    void connect(ContainerEngine found) {
        engine = found;
    }

    /** Takes over what the node announces now; what its engine said stays. */
    void announce(Node announced) {
        node = announced.facts().equals(NodeFacts.UNKNOWN) ? announced.withFacts(node.facts()) : announced;
    }

    /** Notes how it is announced now. */
    void registered(Registration registration, Instant now) {
        track = track.registered(registration, now);
    }

    void rename(String name) {
        node = node.withName(name);
    }

    /** Begins the calls that are due. */
    void work(CallMemory calls, Instant now) {
        if (isProbeDue(now)) {
            probing = true;
            executor.execute(this::probe);
        }
        if (!track.answers()) {
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
            inbox.put(new Input.ProbeAnswered(node.id(), generation, engine.info(NodeTrack.PROBE_DEADLINE)));
        } catch (EngineDeadException e) {
            inbox.put(new Input.EngineDied(node.id(), generation, e.getMessage()));
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
                    inbox.put(new Input.StreamEvent(node.id(), generation, containerId, action));
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
        boolean returned = !track.answers();
        node = node.withFacts(facts);
        track = track.answered(now, settings.heartbeat());
        if (returned) {
            listTicket = 0; // what it holds may have changed while nobody looked
            dirtied(); // a list that is still under way may have been begun before the node was gone
            nextStream = Instant.MIN;
        }
    }

    void missed(String reason, Instant now) {
        probing = false;
        track = track.missed(reason, now, settings.heartbeat());
    }

    void engineDied(String reason, Instant now) {
        probing = false;
        track = track.engineDied(reason, now, settings.heartbeat());
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

    void unwatched(Instant now) {
        track = track.unwatched(now);
    }

    void listFailed(Instant now) {
        listing = false;
        nextList = now.plus(RETRY);
        track = track.doubted(now);
    }

    void streamOpened() {
        stream = Stream.OPEN;
        dirtied();
    }

    void streamBroken(Instant now) {
        stream = Stream.CLOSED;
        nextStream = now.plus(RETRY);
        dirtied();
        track = track.doubted(now);
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
        return new ObservedNode(
                node,
                track.state(),
                track.reason(),
                listTicket,
                List.copyOf(ordered.values()),
                track.answers(),
                track.unstable(),
                track.silentSince());
    }

    void close() {
        Subscription open = subscription;
        if (open != null) {
            open.close();
        }
        engine.close();
    }
}
