package io.humpback.discovery.consul;

/**
 * What Consul answered. Immutable.
 *
 * @param status 200, or 404 for what is not there, or 409 for a transaction that was rolled back
 * @param index {@code X-Consul-Index}, 0 if there is none
 * @param knownLeader {@code X-Consul-KnownLeader}, true if it says nothing
 * @param body as text
 */
record ConsulAnswer(int status, long index, boolean knownLeader, String body) {
    boolean isMissing() {
        return status == 404;
    }

    boolean isTrue() {
        return status == 200 && body.strip().equals("true");
    }
}
