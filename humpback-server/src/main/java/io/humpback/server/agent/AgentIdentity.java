package io.humpback.server.agent;

import io.humpback.core.Checks;

/**
 * Who an agent is, as long as it runs. Immutable.
 *
 * @param key from its file, the same for ever
 * @param instance drawn at this start
 * @param name what people call the host; empty for the engine's own host name
 * @param port of its API, 1-65535
 * @param tls whether its API is served over TLS
 * @param zone where the host stands, empty for nowhere in particular
 * @param version of the program
 */
record AgentIdentity(String key, String instance, String name, int port, boolean tls, String zone, String version) {
    AgentIdentity {
        Checks.checkNotBlank("key", key);
        Checks.checkNotBlank("instance", instance);
        Checks.checkRange("port", port, 1, 65_535);
    }

    /** Returns where the API is reached at {@code address}: {@code host:port}. */
    String apiAddress(String address) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
