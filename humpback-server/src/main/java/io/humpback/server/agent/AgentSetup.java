package io.humpback.server.agent;

import io.humpback.core.Checks;
import io.humpback.core.contract.ClusterToken;
import io.humpback.server.docker.AgentAccess;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is set up. Immutable.
 *
 * @param dataDir where it keeps its key
 * @param center where it announces itself, {@code http://host:port} or {@code https://host:port}; null for nowhere
 * @param token the cluster's secret; null without one, or where certificates take its place
 * @param listenHost where its API is served: a name or an address, empty for every interface
 * @param address under which others reach this host; empty or 0.0.0.0 for finding out
 * @param name what people call the host; empty for the engine's own host name
 * @param zone where the host stands, empty for nowhere in particular
 * @param tls our certificate and whom we trust, by which the API is served and a center joined; null for plain HTTP
 * @param announcing how often it announces itself
 * @param version of the program
 */
public record AgentSetup(
        Path dataDir,
        @Nullable URI center,
        @Nullable ClusterToken token,
        String listenHost,
        String address,
        String name,
        String zone,
        AgentAccess.@Nullable Tls tls,
        AnnouncerSettings announcing,
        String version) {
    /** Checks that an agent that joins can show that it belongs to the cluster. */
    public AgentSetup {
        Checks.checkNotBlank("version", version);
        if (center != null && token == null && tls == null) {
            throw new IllegalArgumentException(
                    "token: none (expected: the cluster's, or certificates, to join " + center + ")");
        }
    }
}
