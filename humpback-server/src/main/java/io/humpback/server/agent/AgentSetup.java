package io.humpback.server.agent;

import io.humpback.core.Checks;
import io.humpback.core.contract.ClusterToken;
import io.humpback.server.docker.AgentAccess;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is set up. Immutable.
 *
 * @param dataDir where it keeps its key
 * @param place where it announces itself; null for nowhere
 * @param token the cluster's secret, by which its records are signed; null without one
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
        @Nullable AnnouncementPlace place,
        @Nullable ClusterToken token,
        String listenHost,
        String address,
        String name,
        String zone,
        AgentAccess.@Nullable Tls tls,
        AnnouncerSettings announcing,
        String version) {
    /** Checks that the version is not blank. */
    public AgentSetup {
        Checks.checkNotBlank("version", version);
    }
}
