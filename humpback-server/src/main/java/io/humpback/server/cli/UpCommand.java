package io.humpback.server.cli;

import io.humpback.core.HumpbackException;
import io.humpback.server.agent.OwnAddress;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code humpback up}: a center for people, with the local Docker engine unless others are named. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Starts a center on this machine.",
        description = {
            "Without --engine it takes the local Docker engine as its node; where there is none it simulates three.",
            "Ctrl-C ends it; the containers go on running."
        })
final class UpCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final EngineProbe probe;
    private final CenterRun run;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where the API is served. Default: 127.0.0.1:8589; :8589 is every interface.")
    private @Nullable String listen;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the center keeps its state. Default: ./humpback-data")
    private @Nullable String dataDir;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A YAML file, the original's too. Environment and flags win over it.")
    private @Nullable Path configFile;

    @Option(
            names = "--engine",
            paramLabel = "[NAME=]URI",
            description = "A Docker engine as a node: unix:///path/to/docker.sock or tcp://host:port. Repeatable.")
    private List<String> engines = List.of();

    @Option(
            names = "--simulate",
            paramLabel = "N",
            description = "N simulated engines as nodes, 1-1000, in place of real ones. Nothing really runs.")
    private @Nullable Integer simulate;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = {
                "What agents show to join. Default: the one in the data directory, made at the first start.",
                "HUMPBACK_TOKEN does the same and is not seen in the list of processes."
            })
    private @Nullable String token;

    @Option(
            names = "--cluster-ca",
            paramLabel = "FILE",
            description = {
                "Serve the API over TLS, and let agents join by a certificate of this authority.",
                "Goes with --cluster-cert and --cluster-key; see docs/agent.md."
            })
    private @Nullable String clusterCa;

    @Option(names = "--cluster-cert", paramLabel = "FILE", description = "The center's certificate.")
    private @Nullable String clusterCert;

    @Option(names = "--cluster-key", paramLabel = "FILE", description = "The key of that certificate.")
    private @Nullable String clusterKey;

    @Option(
            names = "--tlscacert",
            paramLabel = "FILE",
            description = "Trust engines at tcp:// whose certificate this authority signed. Default: DOCKER_CERT_PATH.")
    private @Nullable String tlsCaCert;

    @Option(names = "--tlscert", paramLabel = "FILE", description = "The certificate to show to them.")
    private @Nullable String tlsCert;

    @Option(names = "--tlskey", paramLabel = "FILE", description = "The key of that certificate.")
    private @Nullable String tlsKey;

    UpCommand(Surroundings surroundings, EngineProbe probe, CenterRun run) {
        this.surroundings = surroundings;
        this.probe = probe;
        this.run = run;
    }

    @Override
    public Integer call() {
        CenterConfig config = Preflight.checked(load());
        NodeChoice choice = new NodeChoice(
                config, simulate, new LocalEngine(surroundings.environment(), probe), surroundings.out());
        try (SimulatedNodes simulated = choice.simulated()) {
            CenterConfig complete = simulated == null ? choice.real() : config.withEngines(simulated.engines());
            return run(complete, simulated);
        }
    }

    private int run(CenterConfig complete, @Nullable SimulatedNodes simulated) {
        try {
            return run.run(
                    complete,
                    center -> new Greeting(surroundings.out(), simulated != null, OwnAddress.ofThisHost())
                            .print(complete, center));
        } catch (HumpbackException e) {
            if (simulated != null) {
                simulated.undo();
            }
            throw e;
        }
    }

    private CenterConfig load() {
        ConfigLoader loader = new ConfigLoader();
        if (configFile != null) {
            loader.file(configFile);
        }
        loader.environment(surroundings.environment());
        flag(loader, "listen", "--listen", listen);
        flag(loader, "data-dir", "--data-dir", dataDir);
        flag(loader, "token", "--token", token);
        flag(loader, "tls-ca-cert", "--tlscacert", tlsCaCert);
        flag(loader, "tls-cert", "--tlscert", tlsCert);
        flag(loader, "tls-key", "--tlskey", tlsKey);
        flag(loader, "cluster-ca", "--cluster-ca", clusterCa);
        flag(loader, "cluster-cert", "--cluster-cert", clusterCert);
        flag(loader, "cluster-key", "--cluster-key", clusterKey);
        if (!engines.isEmpty()) {
            loader.flag("engines", "--engine", engines.toArray(new String[0]));
        }
        return loader.load().config();
    }

    private static void flag(ConfigLoader loader, String key, String name, @Nullable String text) {
        if (text != null) {
            loader.flag(key, name, text);
        }
    }
}
