package io.humpback.server.agent;

import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract's routes over a real engine. */
@RequiresDocker
class ContractReplayIT extends ContractReplay {
    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final RealEngines engines =
            RealEngines.ofClass(EngineOptions.named("agent").withBridge());

    private static DockerHost host;
    private static AgentServer server;
    private static int port;

    @BeforeAll
    static void start() {
        host = new DockerConnector(DockerSettings.DEFAULT)
                .host(engines.get(0).socket().toString());
        server = new AgentServer(
                TestingAgent.settings(directory).withIdentity("1.3.7", ContractReplayTest.pingOfTheOriginal()), host);
        port = server.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            host.close();
        }
    }

    @Override
    int port() {
        return port;
    }

    @Override
    boolean publishesPorts() {
        return true;
    }
}
