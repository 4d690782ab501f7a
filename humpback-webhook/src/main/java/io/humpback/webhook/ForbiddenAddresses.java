package io.humpback.webhook;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/**
 * The addresses that no webhook may reach: link-local ones, and those where clouds serve a machine its credentials.
 * Loopback and private ones are allowed, since receivers live there.
 */
final class ForbiddenAddresses {
    /** Those outside the link-local ranges: Alibaba, Oracle, Azure; AWS and Google on version 6. */
    private static final Set<InetAddress> METADATA = Set.of(
            InetAddresses.forString("100.100.100.200"),
            InetAddresses.forString("192.0.0.192"),
            InetAddresses.forString("168.63.129.16"),
            InetAddresses.forString("fd00:ec2::254"),
            InetAddresses.forString("fd20:ce::254"));

    /** 64:ff9b::/96, by which a version 6 network reaches version 4 addresses. */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private ForbiddenAddresses() {}

    /** Returns whether {@code address}, or a version 4 one inside it, is forbidden. */
    static boolean contains(InetAddress address) {
        if (address.isLinkLocalAddress() || METADATA.contains(address)) {
            return true;
        }
        return address instanceof Inet6Address v6 && hasForbiddenV4(v6);
    }

    private static boolean hasForbiddenV4(Inet6Address address) {
        if (InetAddresses.hasEmbeddedIPv4ClientAddress(address)
                && contains(InetAddresses.getEmbeddedIPv4ClientAddress(address))) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length) && contains(lastFour(bytes));
    }

    private static Inet4Address lastFour(byte[] bytes) {
        return InetAddresses.fromInteger(ByteBuffer.wrap(bytes, NAT64.length, 4).getInt());
    }
}
