package io.humpback.core;

import java.util.Locale;
import java.util.Set;

/**
 * A port of a container, published on its host. Immutable.
 *
 * @param containerPort 1-65535
 * @param hostPort 1-65535, or 0 for one that the host chooses
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param hostAddress the address of the host it is bound to, empty for all
 */
public record PortMapping(int containerPort, int hostPort, String protocol, String hostAddress) {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    /** Checks the ranges; an empty protocol becomes {@code tcp}. */
    public PortMapping {
        Checks.checkRange("containerPort", containerPort, 1, 65535);
        Checks.checkRange("hostPort", hostPort, 0, 65535);
        protocol = protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT);
        if (!PROTOCOLS.contains(protocol)) {
            throw new IllegalArgumentException("protocol: " + protocol + " (expected: tcp, udp or sctp)");
        }
    }

    /** Returns whether the host's port is named, so that a host can hold it only once. */
    public boolean isFixed() {
        return hostPort != 0;
    }
}
