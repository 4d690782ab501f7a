package io.humpback.server.agent;

import io.humpback.core.IpAddress;
import io.humpback.server.agent.HostNetworks.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the address under which others reach this host. Immutable. */
public final class OwnAddress {
    private static final String LOOPBACK = "127.0.0.1";

    /** Networks inside the host, which nobody else has a way to. */
    private static final Pattern INNER =
            Pattern.compile("(docker|br-|veth|virbr|cni|flannel|cali|podman|lxc|lxd|vmnet|vboxnet).*");

    private final HostNetworks networks;

    OwnAddress(HostNetworks networks) {
        this.networks = networks;
    }

    /** Returns one that looks at this host's networks. */
    public static OwnAddress ofThisHost() {
        return new OwnAddress(new SystemNetworks());
    }

    /**
     * An address and why it was chosen.
     *
     * @param address a literal address
     * @param reason in words for a log line
     * @param certain whether it is more than a guess
     */
    public record Choice(String address, String reason, boolean certain) {}

    /**
     * Returns {@code configured} if it is an address of a host. Else (it is empty or means every interface) the one
     * from which the way to the target begins; else the first of a network that leads out of the host, version 4
     * before version 6.
     *
     * @param configured what the operator said, may be empty
     * @param targetHost the center or backend, empty for none
     */
    public Choice find(String configured, String targetHost, int targetPort) {
        if (IpAddress.isHost(configured)) {
            return new Choice(configured, "configured", true);
        }
        Optional<InetAddress> route =
                targetHost.isEmpty() ? Optional.empty() : networks.towards(targetHost, targetPort);
        if (route.isPresent() && !route.get().isLoopbackAddress()) {
            return new Choice(text(route.get()), "the way to " + targetHost + " begins there", true);
        }
        return outward()
                .map(found -> new Choice(text(found.address()), "first address of network " + found.network(), false))
                .orElseGet(() -> new Choice(LOOPBACK, "no network leads out of this host", false));
    }

    private Optional<Address> outward() {
        List<Address> candidates = networks.addresses().stream()
                .filter(candidate -> isReachable(candidate.address()))
                .toList();
        return candidates.stream().min(Comparator.comparingInt(OwnAddress::rank)); // the first of equals
    }

    private static boolean isReachable(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }

    private static int rank(Address candidate) {
        int inner = INNER.matcher(candidate.network()).matches() ? 2 : 0;
        return inner + (candidate.address() instanceof Inet4Address ? 0 : 1);
    }

    /** Without the name of the network that an address of version 6 may carry. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
