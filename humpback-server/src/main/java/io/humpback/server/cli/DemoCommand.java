package io.humpback.server.cli;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code humpback demo}: tells on simulated engines what Humpback does, and checks that it does it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Shows in half a minute what Humpback does, without Docker.",
        description = {
            "A real center on five simulated engines; nothing is left behind. Exit code 0 only if every step was seen to",
            "happen."
        })
final class DemoCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(DemoCommand.class);
    private static final int NODES = 5;

    private final Surroundings surroundings;
    private final CenterStarter starter;

    @Option(names = "--fast", description = "With short delays, for tests.")
    private boolean fast;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "How long to wait for what a step should do. Default: 60")
    private int limitSeconds = 60;

    DemoCommand(Surroundings surroundings, CenterStarter starter) {
        this.surroundings = surroundings;
        this.starter = starter;
    }

    @Override
    public Integer call() {
        if (limitSeconds < 1) {
            throw new ConfigurationException("--limit", limitSeconds + " (expected: 1 or more seconds)", null);
        }
        Path directory = temporaryDirectory();
        DemoStage stage = new DemoStage(surroundings.out(), surroundings.terminal());
        try (SimulatedEngines engines = SimulatedEngines.start(NODES);
                DemoReceiver receiver = DemoReceiver.start()) {
            CenterConfig config = config(directory, engines);
            surroundings.logging().accept(config.logger());
            try (RunningCenter center = starter.start(config)) {
                surroundings.atShutdown().accept(ending(center, directory));
                return new Demo(
                                        stage,
                                        center,
                                        engines,
                                        receiver,
                                        config.cluster().migrateDelay(),
                                        Duration.ofSeconds(limitSeconds))
                                .play()
                        ? 0
                        : HumpbackCommandLine.FAILED;
            }
        } finally {
            remove(directory);
        }
    }

    /** What Ctrl-C does; nothing stays behind then either. */
    private static Runnable ending(RunningCenter center, Path directory) {
        return () -> {
            center.close();
            remove(directory);
        };
    }

    private CenterConfig config(Path directory, SimulatedEngines engines) {
        String[] nodes = engines.all().stream().map(DemoCommand::address).toArray(String[]::new);
        return new ConfigLoader()
                .environment(Map.of("LOG_LEVEL", "error"))
                .flag("data-dir", "--data-dir", directory.resolve("data").toString())
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag("engines", "--engine", nodes)
                .flag("heartbeat", "--heartbeat", "1s")
                .flag("migrate-delay", "--migrate-delay", fast ? "500ms" : "15s")
                .load()
                .config();
    }

    private static String address(SimulatedEngine engine) {
        return engine.name() + "=" + engine.endpoint();
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("humpback-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            log.debug("the demo's directory stays behind: dir={}", directory, e);
        }
    }
}
