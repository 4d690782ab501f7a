package io.humpback.server.config;

import io.humpback.core.PullPolicy;
import io.humpback.core.contract.ClusterToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured of an agent, checked. Immutable. {@link AgentConfigLoader} makes it.
 *
 * @param endpoint the host's engine, {@code unix:///path} or {@code tcp://host:port}
 * @param apiVersion a version of Docker's API to be used, kept within the engine's range; empty for the newest
 * @param address under which others reach this host; empty for finding out
 * @param listen where the API is served
 * @param ports the ports from which containers that ask for any are given one
 * @param registry the registry of images named without one; empty for Docker's own
 * @param join the centers to join, all of one cluster, each {@code http://host:port} or {@code https://host:port}; the
 *     first one that answers is taken. Empty for none
 * @param backend the backend to announce in, as a URI that may hold secrets; empty for none
 * @param token the cluster's secret; null without one, or where certificates take its place
 * @param name what people call the host; empty for the engine's own host name
 * @param zone where the host stands, empty for nowhere in particular
 * @param clusterName the cluster's name in a backend
 * @param heartbeat time between two announcements, above 0
 * @param ttl how long an announcement outlasts its last renewal, at least twice the heartbeat
 * @param dataDir where its key lives
 * @param policy the file that says what containers may do; need not exist unless it was named
 * @param tls the files with which the API is served over TLS and a center at {@code https://} is joined; all or none
 * @param logger the log
 * @param pulls how images are fetched
 * @param maxPulls how many images are fetched at a time, 1-16
 * @param pullPolicy when an image is fetched for a container that does not say so
 */
public record AgentConfig(
        URI endpoint,
        String apiVersion,
        String address,
        ListenAddress listen,
        PortRange ports,
        String registry,
        List<URI> join,
        String backend,
        @Nullable ClusterToken token,
        String name,
        String zone,
        String clusterName,
        Duration heartbeat,
        Duration ttl,
        Path dataDir,
        Path policy,
        TlsFiles tls,
        LoggerConfig logger,
        PullConfig pulls,
        int maxPulls,
        PullPolicy pullPolicy) {
    /** Copies {@code join}. */
    public AgentConfig {
        join = List.copyOf(join);
    }

    /** Returns whether the host is announced anywhere. */
    public boolean isClustered() {
        return !join.isEmpty() || !backend.isEmpty();
    }

    /** Returns where the host is announced, with secrets masked; empty for nowhere. */
    public String announcedIn() {
        return join.isEmpty()
                ? Secrets.maskUri(backend)
                : join.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    /** Returns it with secrets masked. */
    @Override
    public String toString() {
        return "AgentConfig[endpoint=" + endpoint + ", listen=" + listen + ", announcedIn=" + announcedIn() + ", name="
                + name + ", dataDir=" + dataDir + "]";
    }
}
