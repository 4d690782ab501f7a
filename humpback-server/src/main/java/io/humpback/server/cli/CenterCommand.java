package io.humpback.server.cli;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.security.TokenFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code humpback center}: the same center for machines, driven by environment and file, with log lines only. */
@Command(
        name = "center",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Runs a center as a service, which only writes a log.",
        description = {
            "Driven by the environment and a file alone (HUMPBACK_ENGINES, HUMPBACK_DATA_DIR, CENTER_LISTEN_PORT,",
            "CENTER_CLUSTER_MIGRATEDELAY and so on)."
        })
final class CenterCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(CenterCommand.class);

    private final Surroundings surroundings;
    private final CenterRun run;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A YAML file, the original's too. The environment wins over it.")
    private @Nullable Path configFile;

    CenterCommand(Surroundings surroundings, CenterRun run) {
        this.surroundings = surroundings;
        this.run = run;
    }

    @Override
    public Integer call() {
        ConfigLoader loader = new ConfigLoader();
        if (configFile != null) {
            loader.file(configFile);
        }
        CenterConfig config = Preflight.checked(
                loader.environment(surroundings.environment()).load().config());
        SimulatedNodes.refuseIn(config.cluster().dataDir());
        return run.run(config, center -> tell(config, center));
    }

    private static void tell(CenterConfig config, RunningCenter center) {
        log.info(
                "center is up: version={} uri={} dataDir={} engines={}",
                RootCommand.Version.text(),
                center.uri(),
                config.cluster().dataDir(),
                config.engines().addresses().size());
        if (!config.api().listen().isLoopback()) {
            boolean tls = config.clusterTls().isComplete();
            String kept = config.token() == null
                    ? config.cluster().dataDir().resolve(TokenFile.NAME).toString()
                    : "HUMPBACK_TOKEN";
            log.info(
                    "agents can join: humpback agent --join {}://<this host>:{}{}{}",
                    tls ? "https" : "http",
                    center.uri().getPort(),
                    center.token().isPresent() ? " --token <the one in " + kept + ">" : "",
                    tls ? " --tlscacert <authority> --tlscert <its certificate> --tlskey <its key>" : "");
        } else if (config.engines().addresses().isEmpty()) {
            log.warn("no engine is configured and no agent can join, so nothing can run; name engines in"
                    + " HUMPBACK_ENGINES or in the file, or listen for agents with CENTER_LISTEN_PORT=:8589");
        }
    }
}
