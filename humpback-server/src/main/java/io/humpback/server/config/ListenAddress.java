package io.humpback.server.config;

import com.google.common.net.HostAndPort;
import io.humpback.core.Checks;

/**
 * Where the center listens. Immutable.
 *
 * @param host a name or an address; empty means every interface
 * @param port 0-65535; 0 lets the system choose
 */
public record ListenAddress(String host, int port) {
    /** The host of an address that names none and does not open the center to others. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Every interface. */
    public static final String ALL_INTERFACES = "";

    /** Checks the port. */
    public ListenAddress {
        Checks.checkRange("port", port, 0, 65_535);
    }

    /**
     * Returns the address that {@code text} writes: {@code host:port}, {@code :port} for every interface, or a port
     * alone, for which {@code hostOfBarePort} is taken.
     *
     * @throws IllegalArgumentException if it is written in another way
     */
    public static ListenAddress parse(String text, String hostOfBarePort) {
        if (text.startsWith(":") && !text.startsWith("::")) {
            return new ListenAddress(ALL_INTERFACES, port(text.substring(1)));
        }
        if (!text.contains(":")) {
            return new ListenAddress(hostOfBarePort, port(text));
        }
        HostAndPort parsed = HostAndPort.fromString(text).requireBracketsForIPv6();
        if (!parsed.hasPort() || parsed.getHost().isBlank() || parsed.getHost().contains(" ")) {
            throw new IllegalArgumentException("listen: \"" + text + "\" (expected: HOST:PORT)");
        }
        return new ListenAddress(parsed.getHost(), parsed.getPort());
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("port: \"" + text + "\" (expected: 0-65535)");
        }
        return Integer.parseInt(text);
    }

    /** Returns true if it only accepts connections from this machine, as far as its text tells. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    /** Returns true if it accepts connections on every interface. */
    public boolean isAllInterfaces() {
        return host.equals(ALL_INTERFACES) || host.equals("0.0.0.0") || host.equals("::");
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
