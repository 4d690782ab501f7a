package io.humpback.discovery;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that announced themselves to the center, each under a lease that ends unless it is renewed. Leases are
 * lengths of time by the center's clock alone: no time of an agent's is compared. They end in {@link #expire}, which
 * its owner calls every second or so; time in which nobody could renew (the center slept, the clock jumped) does not
 * count. Kept in memory: after a restart of the center the agents announce themselves again within a heartbeat. Safe
 * for use by several threads; listeners are called on the thread that announces, leaves, expires or watches.
 */
public final class JoinedNodeDirectory implements NodeDirectory {
    /** How many nodes may be joined at once. */
    static final int MAX_NODES = 10_000;

    /** Of a longer pause between two looks at the clock only this much counts. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(JoinedNodeDirectory.class);

    private final ViewPublisher publisher = new ViewPublisher();
    private final InstantSource clock;
    private final Map<NodeId, Lease> leases = new TreeMap<>();
    private final Map<String, NodeId> holders = new HashMap<>();
    private Instant looked;
    private Duration elapsed = Duration.ZERO;

    /** What became of an announcement. */
    public enum Outcome {
        /** The node is announced until its lease ends. */
        ACCEPTED,
        /** Another agent, which is alive, has the same key. */
        KEY_HELD,
        /** Another agent, which is alive, is reached at the same address. */
        ADDRESS_HELD,
        /** There are too many nodes. */
        FULL
    }

    /**
     * A node and when its lease ends.
     *
     * @param instance which start of the agent announced it
     * @param end in time that counts since this directory was created
     */
    private record Lease(Node node, String instance, Duration end) {
        String authority() {
            return JoinedNodeDirectory.authority(node);
        }
    }

    /** Creates a directory without nodes. */
    public JoinedNodeDirectory(InstantSource clock) {
        this.clock = clock;
        this.looked = clock.instant();
        publisher.publish(new DirectoryView(List.of(), true));
    }

    /**
     * Announces {@code node}, or renews its lease. An agent that was started anew takes over from itself at the same
     * address at once; at another address only once its former lease has ended, since it could be another host with a
     * copy of the key.
     *
     * @param instance drawn anew at each start of an agent
     * @param ttl how long the lease lasts from now on
     */
    public Outcome announce(Node node, String instance, Duration ttl) {
        synchronized (this) {
            pass(clock.instant());
            Outcome outcome = judge(node, instance);
            if (outcome != Outcome.ACCEPTED) {
                return outcome;
            }
            put(new Lease(node, instance, elapsed.plus(ttl)));
        }
        publish();
        return Outcome.ACCEPTED;
    }

    private Outcome judge(Node node, String instance) {
        Lease own = alive(leases.get(node.id()));
        if (own != null && !own.instance.equals(instance) && !own.authority().equals(authority(node))) {
            return Outcome.KEY_HELD;
        }
        NodeId holder = holders.get(authority(node));
        if (holder != null && !holder.equals(node.id()) && alive(leases.get(holder)) != null) {
            return Outcome.ADDRESS_HELD;
        }
        return own == null && leases.size() >= MAX_NODES ? Outcome.FULL : Outcome.ACCEPTED;
    }

    private @Nullable Lease alive(@Nullable Lease lease) {
        return lease != null && lease.end.compareTo(elapsed) > 0 ? lease : null;
    }

    private void put(Lease lease) {
        Lease before = leases.put(lease.node.id(), lease);
        if (before != null) {
            holders.remove(before.authority(), lease.node.id());
        }
        NodeId expired = holders.put(lease.authority(), lease.node.id());
        if (expired != null && !expired.equals(lease.node.id())) {
            leases.remove(expired);
        }
        report(before, lease.node);
    }

    /** Without the scheme: a port serves TLS or it does not. */
    private static String authority(Node node) {
        int scheme = node.endpoint().indexOf("://");
        return scheme < 0 ? node.endpoint() : node.endpoint().substring(scheme + 3);
    }

    private static void report(@Nullable Lease before, Node node) {
        if (before == null) {
            log.info("node joined: node={}, name={}, endpoint={}", node.id(), node.name(), node.endpoint());
        } else if (!before.node.endpoint().equals(node.endpoint())) {
            log.info(
                    "node moved: node={}, name={}, endpoint={}, before={}",
                    node.id(),
                    node.name(),
                    node.endpoint(),
                    before.node.endpoint());
        }
    }

    /** Returns what is announced under {@code id}, empty if nothing is or the lease has ended. */
    public synchronized Optional<Node> find(NodeId id) {
        return Optional.ofNullable(alive(leases.get(id))).map(Lease::node);
    }

    /**
     * Ends the lease of a node whose agent says goodbye.
     *
     * @param instance which start of the agent says so
     * @return false if another start of the agent, or another agent, holds the lease: then it stays
     */
    public boolean leave(NodeId id, String instance) {
        synchronized (this) {
            Lease lease = leases.get(id);
            if (lease != null && !lease.instance.equals(instance)) {
                return false;
            }
            if (lease != null) {
                leases.remove(id);
                holders.remove(lease.authority(), id);
                log.info("node left: node={}, name={}", id, lease.node.name());
            }
        }
        publish();
        return true;
    }

    /** Ends the leases that were not renewed in time. */
    public void expire(Instant now) {
        synchronized (this) {
            pass(now);
            if (!removeExpired()) {
                return;
            }
        }
        publish();
    }

    private void pass(Instant now) {
        Duration step = Duration.between(looked, now);
        looked = now;
        if (!step.isNegative()) {
            elapsed = elapsed.plus(step.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : step);
        }
    }

    private boolean removeExpired() {
        return leases.values().removeIf(lease -> {
            boolean expired = alive(lease) == null;
            if (expired) {
                holders.remove(lease.authority(), lease.node.id());
                log.warn("node was not announced in time: node={}, name={}", lease.node.id(), lease.node.name());
            }
            return expired;
        });
    }

    private void publish() {
        publisher.publish(this::view);
    }

    private synchronized DirectoryView view() {
        return new DirectoryView(leases.values().stream().map(Lease::node).toList(), true);
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return publisher.watch(listener);
    }

    @Override
    public void close() {
        publisher.close();
    }
}
