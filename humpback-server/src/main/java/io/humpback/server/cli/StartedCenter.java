package io.humpback.server.cli;

import io.humpback.core.NodeFacts;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.server.Center;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.EngineAddress;
import io.humpback.server.config.PullConfig;
import io.humpback.server.config.TlsFiles;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.docker.RegistryLogins;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A real center, as the commands see it. */
final class StartedCenter implements RunningCenter {
    private static final Duration PROBE_DEADLINE = Duration.ofSeconds(3);

    private final Center center;

    private StartedCenter(Center center) {
        this.center = center;
    }

    /** Starts a center that reaches its engines as {@code config} and the environment say. */
    static RunningCenter start(CenterConfig config) {
        return new StartedCenter(Center.start(
                config, docker(config.tls()).withRegistries(registries(config.pulls())), RootCommand.Version.text()));
    }

    /** Asks an engine what it is. */
    static NodeFacts probe(EngineAddress engine, TlsFiles tls) {
        try (ContainerEngine connected =
                new DockerConnector(docker(tls)).connect(engine.uri().toString())) {
            return connected.info(PROBE_DEADLINE);
        }
    }

    private static RegistryLogins registries(PullConfig pulls) {
        return new RegistryLogins(pulls.logins(), pulls.dockerConfigDirectory(), "");
    }

    /** Returns how Docker engines are talked to. */
    static DockerSettings docker(TlsFiles tls) {
        DockerSettings settings =
                DockerSettings.DEFAULT.withApiVersion(System.getenv().getOrDefault("DOCKER_API_VERSION", ""));
        return tls.isUsed()
                ? settings.withTls(new DockerTls(Path.of(tls.caCert()), Path.of(tls.cert()), Path.of(tls.key())))
                : settings;
    }

    @Override
    public URI uri() {
        return center.uri();
    }

    @Override
    public Optional<ClusterToken> token() {
        return center.token();
    }

    @Override
    public boolean isNew() {
        return center.isNew();
    }

    @Override
    public boolean leads() {
        return center.leads();
    }

    @Override
    public Optional<String> leader() {
        return center.leader();
    }

    @Override
    public ClusterView view() {
        return center.view();
    }

    @Override
    public void awaitProbed(Duration limit) throws InterruptedException {
        center.awaitProbed(limit);
    }

    @Override
    public void await() throws InterruptedException {
        center.await();
    }

    @Override
    public void close() {
        center.close();
    }
}
