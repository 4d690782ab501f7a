package io.humpback.scheduler.reconcile;

import io.humpback.core.NodeId;
import io.humpback.core.PortMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What nodes have refused that concerns every meta: a port of the host that somebody holds, a disk that is full. Each is
 * forgotten after a while, since nobody tells when it is over. Owned by the loop's thread.
 */
final class NodeTroubles {
    /** How long a port is taken for held. */
    static final Duration PORT_MEMORY = Duration.ofMinutes(10);
    /** How long a node whose disk was full gets nothing new. */
    static final Duration DISK_MEMORY = Duration.ofMinutes(2);

    private static final Pattern PORT_TAKEN =
            Pattern.compile("port is already allocated|address already in use", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_A_DIGIT = Pattern.compile("\\D+");

    private final Map<Port, Instant> ports = new HashMap<>();
    private final Map<NodeId, Instant> full = new HashMap<>();

    private record Port(NodeId node, int hostPort, String protocol) {}

    /** Notes why {@code effect} was refused. */
    void refused(Effect effect, String reason, Instant now) {
        if (reason.toLowerCase(Locale.ROOT).contains("no space left on device")) {
            full.put(effect.node(), now.plus(DISK_MEMORY));
        }
        if (effect instanceof Effect.Create create && PORT_TAKEN.matcher(reason).find()) {
            List<PortMapping> fixed = create.request().spec().ports().stream()
                    .filter(PortMapping::isFixed)
                    .toList();
            Set<String> numbers = new HashSet<>(List.of(NOT_A_DIGIT.split(reason, -1)));
            List<PortMapping> named = fixed.stream()
                    .filter(port -> numbers.contains(Integer.toString(port.hostPort())))
                    .toList();
            for (PortMapping port : named.isEmpty() ? fixed : named) {
                ports.put(new Port(effect.node(), port.hostPort(), port.protocol()), now.plus(PORT_MEMORY));
            }
        }
    }

    /** Notes that {@code effect} was done: a node that takes a new container has room. */
    void done(Effect effect) {
        if (effect instanceof Effect.Create) {
            full.remove(effect.node());
        }
    }

    /** Returns whether the disk of {@code node} was full lately. */
    boolean isFull(NodeId node, Instant now) {
        Instant until = full.get(node);
        return until != null && now.isBefore(until);
    }

    /** Returns the nodes on which one of {@code wanted} was held by somebody lately. */
    Set<NodeId> nodesWithout(Collection<PortMapping> wanted, Instant now) {
        Set<NodeId> nodes = new HashSet<>();
        ports.forEach((port, until) -> {
            boolean asked = wanted.stream()
                    .anyMatch(one ->
                            one.hostPort() == port.hostPort() && one.protocol().equals(port.protocol()));
            if (asked && now.isBefore(until)) {
                nodes.add(port.node());
            }
        });
        return nodes;
    }

    /** Forgets what is over. */
    void forgetOver(Instant now) {
        ports.values().removeIf(until -> !now.isBefore(until));
        full.values().removeIf(until -> !now.isBefore(until));
    }
}
