package io.humpback.server.testing;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.Fence;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.server.agent.AdmissionPolicy;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** An agent in this process over an engine of either kind, and the way of a center of cluster c1 through it. */
public final class AgentBetween implements AutoCloseable {
    private static final String TOKEN = "the-token-of-cluster-c1";

    private final DockerHost host;
    private final AgentServer server;
    private final AgentConnector connector;
    private final String endpoint;

    private AgentBetween(String engineEndpoint, Path directory, AdmissionPolicy policy, String token) {
        host = new DockerConnector(DockerSettings.DEFAULT).host(engineEndpoint);
        server = new AgentServer(
                AgentSettings.of(created(directory))
                        .withAddress("127.0.0.1", 0)
                        .withSecurity(token, null)
                        .withPolicy(policy),
                host);
        connector = new AgentConnector(AgentAccess.withToken(token), () -> new Fence("c1", 3));
        endpoint = "http://127.0.0.1:" + server.start();
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an agent that keeps what it has to keep in {@code directory}. */
    public static AgentBetween start(String engineEndpoint, Path directory) {
        return new AgentBetween(engineEndpoint, directory, AdmissionPolicy.STANDARD, TOKEN);
    }

    /** Starts one that asks for as little as the original does, for those who call it as they would call the original. */
    public static AgentBetween startOpen(String engineEndpoint, Path directory) {
        return new AgentBetween(
                engineEndpoint, directory, AdmissionPolicy.STANDARD.withProfile(AdmissionProfile.OFF), "");
    }

    /** Returns where it is reached. */
    public String endpoint() {
        return endpoint;
    }

    /** Returns the way of a center of ours, to be closed. */
    public ContainerEngine connect() {
        return connector.connect(endpoint);
    }

    /** Returns the way of a center that takes it for an original agent, to be closed. */
    public ContainerEngine connectAsOriginal() {
        return connector.connectOriginal(endpoint);
    }

    /** Returns {@code engine} with this agent between, as it is asked by {@link #connect}. */
    public EngineUnderTest before(EngineUnderTest engine) {
        return new Between(engine, this::connect);
    }

    /** Returns {@code engine} with this agent between, as it is asked by {@link #connectAsOriginal}. */
    public EngineUnderTest beforeAsOriginal(EngineUnderTest engine) {
        return new Between(engine, this::connectAsOriginal);
    }

    private record Between(EngineUnderTest engine, Supplier<ContainerEngine> way) implements EngineUnderTest {
        @Override
        public ContainerEngine connect() {
            return way.get();
        }

        @Override
        public ContainerEngine connectDirectly() {
            return engine.connect();
        }

        @Override
        public String endpoint() {
            return engine.endpoint();
        }

        @Override
        public void freeze() {
            engine.freeze();
        }

        @Override
        public void thaw() {
            engine.thaw();
        }

        @Override
        public void freezeRuntime() {
            engine.freezeRuntime();
        }

        @Override
        public void thawRuntime() {
            engine.thawRuntime();
        }

        @Override
        public void kill() {
            engine.kill();
        }

        @Override
        public void comeBack() {
            engine.comeBack();
        }
    }

    /** Ends the agent and all connections. */
    @Override
    public void close() {
        connector.close();
        server.close();
        host.close();
    }
}
