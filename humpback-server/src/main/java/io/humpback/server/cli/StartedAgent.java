package io.humpback.server.cli;

import io.humpback.core.Fence;
import io.humpback.core.GoDuration;
import io.humpback.server.agent.AdmissionPolicy;
import io.humpback.server.agent.Agent;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentService;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.agent.AgentSetup;
import io.humpback.server.agent.AgentStartException;
import io.humpback.server.agent.AnnouncementPlace;
import io.humpback.server.agent.AnnouncerSettings;
import io.humpback.server.agent.LastContact;
import io.humpback.server.agent.PolicyFile;
import io.humpback.server.agent.PortRange;
import io.humpback.server.agent.PullLimits;
import io.humpback.server.config.AgentConfig;
import io.humpback.server.config.LoggerConfig;
import io.humpback.server.config.TlsFiles;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.docker.RegistryLogins;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A real agent, as its command sees it. */
final class StartedAgent implements RunningAgent {
    private final Agent agent;

    private StartedAgent(Agent agent) {
        this.agent = agent;
    }

    /** Starts an agent as {@code config} says. */
    static RunningAgent start(AgentConfig config) {
        DockerConnector docker = new DockerConnector(DockerSettings.DEFAULT
                .withApiVersion(config.apiVersion())
                .withRegistries(new RegistryLogins(
                        config.pulls().logins(), config.pulls().dockerConfigDirectory(), config.registry())));
        AgentAccess.Tls tls = tls(config.tls());
        AgentSettings api = api(config, tls == null ? null : tls.context());
        DockerHost host = docker.host(config.endpoint().toString());
        return new StartedAgent(Agent.start(setup(config, tls), host, key -> new Served(api, host)));
    }

    private static AgentSetup setup(AgentConfig config, AgentAccess.@Nullable Tls tls) {
        return new AgentSetup(
                config.dataDir(),
                place(config, tls),
                config.token(),
                config.listen().host(),
                config.address(),
                config.name(),
                config.zone(),
                tls,
                new AnnouncerSettings(config.heartbeat(), config.ttl()),
                RootCommand.Version.text());
    }

    private static @Nullable AnnouncementPlace place(AgentConfig config, AgentAccess.@Nullable Tls tls) {
        if (!config.join().isEmpty()) {
            return AnnouncementPlace.centers(config.join(), config.token(), tls);
        }
        return config.backend().isEmpty() ? null : BackendAnnouncements.place(config);
    }

    private static AgentSettings api(AgentConfig config, @Nullable SSLContext tls) {
        String host =
                config.listen().host().isEmpty() ? "0.0.0.0" : config.listen().host();
        try {
            return AgentSettings.of(config.dataDir())
                    .withAddress(host, config.listen().port())
                    .withSecurity(config.token() == null ? "" : config.token().value(), tls)
                    .withPolicy(guarding(PolicyFile.read(config.policy()), config))
                    .withPorts(
                            new PortRange(config.ports().first(), config.ports().last()))
                    .withPulls(new PullLimits(config.maxPulls(), config.pulls().timeout(), config.pullPolicy()))
                    .withIdentity(RootCommand.Version.text(), shown(config));
        } catch (IllegalArgumentException e) {
            throw new AgentStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Whoever could mount the key would be the agent, who could write the policy would be free of it, and who could write
     * the certificates would say whom the agent believes. Logins for registries are nobody else's business.
     */
    static AdmissionPolicy guarding(AdmissionPolicy policy, AgentConfig config) {
        List<Path> own = new ArrayList<>(List.of(config.policy()));
        Stream.of(config.tls().caCert(), config.tls().cert(), config.tls().key())
                .filter(file -> !file.isEmpty())
                .map(Path::of)
                .forEach(own::add);
        own.addAll(config.pulls().secretFiles());
        own.add(config.pulls().dockerConfigDirectory());
        if (!config.backend().isEmpty()) {
            own.addAll(BackendAnnouncements.files(config));
        }
        List<String> guarded = new ArrayList<>(policy.denyBinds());
        own.forEach(path -> guarded.add(path.toAbsolutePath().normalize().toString()));
        return policy.withDenyBinds(guarded);
    }

    private static AgentAccess.@Nullable Tls tls(TlsFiles files) {
        try {
            return files.isComplete()
                    ? new DockerTls(Path.of(files.caCert()), Path.of(files.cert()), Path.of(files.key()))
                            .forCluster(InstantSource.system().instant())
                    : null;
        } catch (IllegalArgumentException e) {
            throw new AgentStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What {@code /v1/ping} shows, in the original's words; no secret is among it. */
    private static Map<String, Object> shown(AgentConfig config) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("AppVersion", RootCommand.Version.text());
        shown.put("DockerEndPoint", config.endpoint().toString());
        shown.put("DockerAPIVersion", config.apiVersion());
        shown.put("DockerComposePath", "");
        shown.put("DockerComposePackageMaxSize", 0);
        shown.put("DockerNodeHTTPAddr", config.listen().toString());
        shown.put("DockerContainerPortsRange", config.ports().toString());
        shown.put("DockerClusterEnabled", config.isClustered());
        shown.put("DockerClusterURIs", config.announcedIn());
        shown.put("DockerClusterName", config.clusterName());
        shown.put("DockerClusterHeartBeat", GoDuration.format(config.heartbeat()));
        shown.put("DockerClusterTTL", GoDuration.format(config.ttl()));
        shown.put("LogLevel", level(config.logger().level()));
        return shown;
    }

    /** The original's number: it logged nothing beyond debug. */
    private static int level(LoggerConfig.Level level) {
        return switch (level) {
            case ERROR -> 1;
            case WARN -> 2;
            case INFO -> 3;
            case DEBUG, TRACE -> 4;
        };
    }

    /** The API as the agent takes it up and down. */
    private static final class Served implements AgentService {
        private final AgentServer server;

        Served(AgentSettings settings, DockerHost host) {
            try {
                server = new AgentServer(settings, host);
            } catch (IllegalArgumentException e) {
                throw new AgentStartException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public Optional<Fence> fence() {
            return server.fence();
        }

        @Override
        public void tell(LastContact contact) {
            server.tell(contact);
        }

        @Override
        public int start() {
            try {
                return server.start();
            } catch (IllegalStateException e) {
                throw new AgentStartException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    public String key() {
        return agent.key();
    }

    @Override
    public int port() {
        return agent.port();
    }

    @Override
    public void await() throws InterruptedException {
        agent.await();
    }

    @Override
    public void close() {
        agent.close();
    }
}
