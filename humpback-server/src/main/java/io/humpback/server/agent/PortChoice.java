package io.humpback.server.agent;

import io.humpback.core.ContainerSpec;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Gives ports of the range to those of a container that name none on the host: the lowest that no container holds, that
 * nobody listens on, and that was not given away a moment ago to a container that has not come up yet. Safe for use by
 * several threads.
 */
final class PortChoice {
    /** For how long a port stays away from others while its container is being made. */
    private static final Duration HELD = Duration.ofMinutes(2);

    private static final int CONFLICT = 409;

    private final PortRange range;
    private final Supplier<Set<Integer>> inUse;
    private final BiPredicate<Integer, String> isFree;
    private final InstantSource clock;
    private final Map<Integer, Instant> given = new HashMap<>();

    /**
     * Creates it.
     *
     * @param inUse tells which ports containers have
     * @param isFree tells of port and protocol whether nobody listens there
     */
    PortChoice(
            PortRange range, Supplier<Set<Integer>> inUse, BiPredicate<Integer, String> isFree, InstantSource clock) {
        this.range = range;
        this.inUse = inUse;
        this.isFree = isFree;
        this.clock = clock;
    }

    /** Returns the request with a port of the host for each of the container's; refused with 409 if none is left. */
    ContainerRequest choose(ContainerRequest request) {
        ContainerSpec spec = request.spec();
        if (range.isNone() || spec.usesHostNetwork() || spec.ports().stream().allMatch(PortMapping::isFixed)) {
            return request;
        }
        return new ContainerRequest(
                request.name(), spec.toBuilder().ports(choose(spec.ports())).build(), request.ourLabels());
    }

    /** One at a time with its look at the containers: a port that a container holds is free again when that is gone. */
    private synchronized List<PortMapping> choose(List<PortMapping> wished) {
        Set<Integer> taken = new HashSet<>(inUse.get());
        given.keySet().removeAll(taken);
        wished.forEach(port -> taken.add(port.hostPort()));
        return wished.stream()
                .map(port -> port.isFixed() ? port : withPort(port, taken))
                .toList();
    }

    private PortMapping withPort(PortMapping port, Set<Integer> taken) {
        Instant now = clock.instant();
        given.values().removeIf(until -> !until.isAfter(now));
        for (int candidate = range.first(); candidate <= range.last(); candidate++) {
            if (!taken.contains(candidate)
                    && !given.containsKey(candidate)
                    && isFree.test(candidate, port.protocol())) {
                given.put(candidate, now.plus(HELD));
                return new PortMapping(port.containerPort(), candidate, port.protocol(), port.hostAddress());
            }
        }
        throw new EngineRefusedException(CONFLICT, "no port is free in the range " + range);
    }

    /** Returns whether a program could listen at {@code port} of this host now. */
    static boolean isFreeHere(int port, String protocol) {
        try {
            if (protocol.equals("udp")) {
                new DatagramSocket(new InetSocketAddress(port)).close();
            } else {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(port));
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
