package io.humpback.server.testing;

import io.humpback.core.contract.ClusterToken;
import io.humpback.server.agent.Agent;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentService;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.agent.AgentSetup;
import io.humpback.server.agent.AnnouncementPlace;
import io.humpback.server.agent.AnnouncerSettings;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Starts agents in this process, with short timers, which join a center. Stateless. */
public final class JoinedAgent {
    /** What the center and its agents know each other by. */
    public static final String TOKEN = "the-token-of-a-cluster-in-a-test";

    private static final AnnouncerSettings ANNOUNCING =
            new AnnouncerSettings(Duration.ofSeconds(1), Duration.ofSeconds(4));
    /** An engine that has answered nothing for so long is dead by its agent's word. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(5);

    private JoinedAgent() {}

    /** Starts an agent of the engine at {@code endpoint}, which keeps what it has to keep below {@code directory}. */
    public static Agent start(String name, String endpoint, Path directory, URI center) {
        Path own = directory.resolve(name);
        DockerHost host = new DockerConnector(DockerSettings.DEFAULT).host(endpoint);
        ClusterToken token = new ClusterToken(TOKEN);
        AgentSetup setup = new AgentSetup(
                own,
                AnnouncementPlace.center(center, token, null),
                token,
                "127.0.0.1",
                "",
                name,
                "",
                null,
                ANNOUNCING,
                "test");
        AgentSettings api = AgentSettings.of(own)
                .withAddress("127.0.0.1", 0)
                .withSecurity(TOKEN, null)
                .withLimits(Duration.ofSeconds(1), DEAD_AFTER, 64);
        return Agent.start(setup, host, key -> new Served(new AgentServer(api, host)));
    }

    private record Served(AgentServer server) implements AgentService {
        @Override
        public int start() {
            return server.start();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
