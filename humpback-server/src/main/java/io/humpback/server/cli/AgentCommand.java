package io.humpback.server.cli;

import io.humpback.server.config.AgentConfig;
import io.humpback.server.config.AgentConfigLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code humpback agent}: gives a center a safe hand on this host's Docker engine. It only writes a log. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Announces this host to a center, and serves its calls to this host's Docker engine.",
        description = {
            "Driven by flags and the environment (DOCKER_ENDPOINT, DOCKER_NODE_HTTPADDR and so on).",
            "Ctrl-C takes the announcement back and ends it; the containers go on running."
        })
final class AgentCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(AgentCommand.class);

    private final Surroundings surroundings;
    private final AgentStarter starter;

    @Option(
            names = "--join",
            paramLabel = "URL",
            description =
                    "The center to join: http(s)://HOST:PORT, or those of a cluster with commas. humpback up --listen prints"
                            + " the whole line.")
    private @Nullable String join;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = {
                "The cluster's secret, which the center prints; none if agents join by certificate.",
                "HUMPBACK_TOKEN does the same and is not seen in the list of processes."
            })
    private @Nullable String token;

    @Option(names = "--name", paramLabel = "NAME", description = "What to call this host. Default: its own name.")
    private @Nullable String name;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Where this host stands: its label zone.")
    private @Nullable String zone;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Where the center reaches the agent. Default: 0.0.0.0:8500 in a cluster, else 127.0.0.1:8500.")
    private @Nullable String listen;

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "The address to announce. Default: the one from which the way to the center begins.")
    private @Nullable String address;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the agent keeps its key. Default: ./humpback-agent")
    private @Nullable String dataDir;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "What containers may do on this host. Default: policy.yaml in the data directory, if it is there.")
    private @Nullable String policy;

    @Option(
            names = "--engine",
            paramLabel = "URI",
            description = "This host's Docker engine. Default: unix:///var/run/docker.sock")
    private @Nullable String engine;

    @Option(
            names = "--tlscacert",
            paramLabel = "FILE",
            description = "Serve, and join, only who has a certificate of this authority.")
    private @Nullable String tlsCaCert;

    @Option(
            names = "--tlscert",
            paramLabel = "FILE",
            description = "The certificate to show; it names the address announced.")
    private @Nullable String tlsCert;

    @Option(names = "--tlskey", paramLabel = "FILE", description = "The key of that certificate.")
    private @Nullable String tlsKey;

    AgentCommand(Surroundings surroundings, AgentStarter starter) {
        this.surroundings = surroundings;
        this.starter = starter;
    }

    @Override
    public Integer call() {
        AgentConfig config = load();
        surroundings.logging().accept(config.logger());
        try (RunningAgent agent = starter.start(config)) {
            // On a signal the virtual machine waits for this, then ends with the signal's own exit code.
            surroundings.atShutdown().accept(agent::close);
            tell(config, agent);
            agent.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HumpbackCommandLine.FAILED;
        }
    }

    private AgentConfig load() {
        AgentConfigLoader loader = new AgentConfigLoader().environment(surroundings.environment());
        flag(loader, "join", "--join", join);
        flag(loader, "token", "--token", token);
        flag(loader, "name", "--name", name);
        flag(loader, "zone", "--zone", zone);
        flag(loader, "listen", "--listen", listen);
        flag(loader, "address", "--address", address);
        flag(loader, "data-dir", "--data-dir", dataDir);
        flag(loader, "policy", "--policy", policy);
        flag(loader, "endpoint", "--engine", engine);
        flag(loader, "tls-ca-cert", "--tlscacert", tlsCaCert);
        flag(loader, "tls-cert", "--tlscert", tlsCert);
        flag(loader, "tls-key", "--tlskey", tlsKey);
        return loader.load();
    }

    private static void flag(AgentConfigLoader loader, String key, String name, @Nullable String text) {
        if (text != null) {
            loader.flag(key, name, text);
        }
    }

    private static void tell(AgentConfig config, RunningAgent agent) {
        log.info(
                "agent is up: version={} key={} port={} engine={} announced={}",
                RootCommand.Version.text(),
                agent.key(),
                agent.port(),
                config.endpoint(),
                config.isClustered() ? config.announcedIn() : "nowhere");
        if (config.token() == null && !config.tls().isUsed() && !config.listen().isLoopback()) {
            log.warn(
                    "the agent is open to others without token or TLS: listen={}. Whoever reaches it can run containers"
                            + " within its policy; set HUMPBACK_TOKEN, or --tlscacert, --tlscert and --tlskey",
                    config.listen());
        }
    }
}
