package io.humpback.server.config;

import java.util.List;

/**
 * The HTTP interface. Immutable.
 *
 * @param hosts where the center listens; at least one
 * @param enableCors whether browsers may call it from any other origin, as the original's variable asks for
 * @param admission what may be asked for
 * @param advertise {@code HOST:PORT} under which other centers reach this one; empty to find it out
 */
public record ApiConfig(List<ListenAddress> hosts, boolean enableCors, AdmissionConfig admission, String advertise) {
    /** Creates it for a center with the standard rules that finds out its own address. */
    public ApiConfig(List<ListenAddress> hosts, boolean enableCors) {
        this(hosts, enableCors, AdmissionConfig.STANDARD, "");
    }

    /** Copies the hosts and checks that there is one. */
    public ApiConfig {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("hosts: [] (expected: at least one)");
        }
    }

    /** Returns the first address, which is the one to tell people. */
    public ListenAddress listen() {
        return hosts.get(0);
    }
}
