package io.humpback.discovery.zookeeper;

import com.google.common.net.HostAndPort;
import io.humpback.discovery.BackendOptions;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ClusterPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/**
 * What a URI says of ZooKeeper, and for whom. Immutable. Its text shows no secret.
 *
 * @param hosts with their ports, separated by commas
 * @param sessionTimeout what is asked for; the server may round it
 */
record ZooKeeperSettings(String hosts, ClusterPath path, BackendOptions options, Duration sessionTimeout) {
    private static final int DEFAULT_PORT = 2181;
    private static final Set<String> KNOWN = Set.of("user", "password", "tls", "ca", "cert", "key", "ttl");

    /** Returns the settings of a center, whose session is its lease. */
    static ZooKeeperSettings ofCenter(BackendUri uri, String clusterName) {
        BackendOptions options = BackendOptions.of(uri, KNOWN);
        return of(uri, clusterName, options, options.leaderTtl());
    }

    /** Returns the settings of an agent, whose announcement lasts as long as its session. */
    static ZooKeeperSettings ofAgent(BackendUri uri, String clusterName, Duration ttl) {
        return of(uri, clusterName, BackendOptions.of(uri, KNOWN), ttl);
    }

    private static ZooKeeperSettings of(BackendUri uri, String clusterName, BackendOptions options, Duration timeout) {
        String hosts =
                uri.hosts(DEFAULT_PORT).stream().map(HostAndPort::toString).collect(Collectors.joining(","));
        return new ZooKeeperSettings(hosts, ClusterPath.of(uri.prefix(), clusterName), options, timeout);
    }

    /** Returns user and password as ZooKeeper's digest scheme takes them. */
    byte[] digest() {
        return (options.user() + ":" + options.password()).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the path of the cluster's root. */
    String root() {
        return "/" + path.root();
    }

    /** Returns the path of the folder of the agents' records. */
    String nodes() {
        return "/" + path.node("").replaceAll("/$", "");
    }

    /** Returns the path of the folder of the election. */
    String leader() {
        return "/" + path.leader();
    }

    /**
     * Returns who may do what with what the centers write: everybody, or the centers' user alone if they have one. What
     * agents write is everybody's, as the original has it.
     */
    List<ACL> centersOnly() {
        return options.user().isEmpty() ? ZooDefs.Ids.OPEN_ACL_UNSAFE : ZooDefs.Ids.CREATOR_ALL_ACL;
    }

    @Override
    public String toString() {
        return "ZooKeeperSettings[hosts=" + hosts + ", path=" + path + ", options=" + options + "]";
    }
}
