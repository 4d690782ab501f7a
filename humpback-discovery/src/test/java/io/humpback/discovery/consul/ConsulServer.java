package io.humpback.discovery.consul;

import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.RecordPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** A Consul to test against, and a cluster of its own in it. */
final class ConsulServer implements AutoCloseable {
    static final String CLUSTER = "test";

    private final int port;
    private final ConsulTimes times;
    private final Runnable end;
    private final String prefix = "humpback-" + UUID.randomUUID();
    private final ConsulHttp direct;

    /** Creates it; {@code end} ends the server. */
    ConsulServer(int port, ConsulTimes times, Runnable end) {
        this.port = port;
        this.times = times;
        this.end = end;
        this.direct = ConsulHttp.to(uri());
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    ConsulTimes times() {
        return times;
    }

    /** Returns the shortest TTL that is long enough for a busy machine. */
    Duration shortTtl() {
        return times.shortestTtl().compareTo(Duration.ofSeconds(2)) < 0 ? Duration.ofSeconds(2) : times.shortestTtl();
    }

    BackendUri uri() {
        return uri(List.of(port), "");
    }

    /** Returns the cluster's URI by way of {@code ports}, which lead here. */
    BackendUri uri(List<Integer> ports, String options) {
        String hosts =
                String.join(",", ports.stream().map(each -> "127.0.0.1:" + each).toList());
        return BackendUri.parse("consul://" + hosts + "/" + prefix + options);
    }

    ConsulBackend open(BackendUri uri) {
        return open(uri, RecordPolicy.OPEN, InstantSource.fixed(Instant.EPOCH));
    }

    ConsulBackend open(BackendUri uri, RecordPolicy policy, InstantSource clock) {
        BackendSettings settings = new BackendSettings(
                CLUSTER, new ConfiguredNodeDirectory(List.of()), new JoinedNodeDirectory(clock), policy, clock);
        return ConsulBackend.open(uri, settings, times);
    }

    /** Returns the key of an agent's record. */
    String node(String agentKey) {
        return prefix + "/" + CLUSTER + "/nodes/" + agentKey;
    }

    /** Returns the key of the election. */
    String leader() {
        return prefix + "/" + CLUSTER + "/leader";
    }

    /** Returns a way past everything. */
    ConsulApi api() {
        return new ConsulApi(direct, times, times.attempt());
    }

    @Override
    public void close() {
        direct.close();
        end.run();
    }
}
