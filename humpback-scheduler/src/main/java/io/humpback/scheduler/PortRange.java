package io.humpback.scheduler;

import io.humpback.core.Checks;
import io.humpback.core.PortMapping;

/**
 * Ports of the host from {@code first} to {@code last}, both included, all of which an instance needs. Addresses of the
 * host are not told apart. Immutable.
 *
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 */
public record PortRange(String protocol, int first, int last) {
    /** Checks that the range is not empty and lies within 1-65535; an empty protocol becomes {@code tcp}. */
    public PortRange {
        Checks.checkRange("first", first, 1, 65535);
        Checks.checkRange("last", last, first, 65535);
        protocol = new PortMapping(first, first, protocol, "").protocol();
    }

    /** Returns the TCP ports from {@code first} to {@code last}. */
    public static PortRange tcp(int first, int last) {
        return new PortRange("tcp", first, last);
    }

    /** Returns the range as people write it: {@code 8000-8009/tcp}, {@code 8000/tcp}. */
    @Override
    public String toString() {
        return (first == last ? "" + first : first + "-" + last) + "/" + protocol;
    }
}
