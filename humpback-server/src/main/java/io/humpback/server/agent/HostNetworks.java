package io.humpback.server.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What a host's networks look like: the real ones, or those of a test. */
interface HostNetworks {
    /** Returns the own address from which the way to a host begins, if there is a way. Sends nothing. */
    Optional<InetAddress> towards(String host, int port);

    /** Returns the addresses of all networks that are up, in the system's order. */
    List<Address> addresses();

    /** An address and the name of its network, for example {@code eth0}. */
    record Address(String network, InetAddress address) {}
}
