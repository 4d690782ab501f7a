package io.humpback.server.cli;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decides which engines {@code humpback up} takes. Real and simulated ones never share a data directory: what was
 * started on the one kind must not move to the other because Docker was down for a moment. For one start.
 */
final class NodeChoice {
    private static final int DEFAULT_COUNT = 3;
    private static final int MAX_COUNT = 1000;

    private final CenterConfig config;
    private final @Nullable Integer wished;
    private final LocalEngine local;
    private final PrintWriter out;
    private final Path dataDir;
    private CenterConfig real;

    NodeChoice(CenterConfig config, @Nullable Integer wished, LocalEngine local, PrintWriter out) {
        this.config = config;
        this.wished = wished;
        this.local = local;
        this.out = out;
        this.dataDir = config.cluster().dataDir();
        this.real = config;
    }

    /** Returns the simulated nodes, started, having said so in one line; null if the nodes are real ones. */
    @Nullable
    SimulatedNodes simulated() {
        boolean named = !config.engines().addresses().isEmpty();
        boolean simulation = SimulatedNodes.isIn(dataDir);
        if (wished != null) {
            checkWish(wished, named, simulation);
            return start(wished, "as asked for");
        }
        if (named) {
            SimulatedNodes.refuseIn(dataDir);
            return null;
        }
        if (simulation) {
            return start(SimulatedNodes.count(dataDir), dataDir + " belongs to a simulation");
        }
        try {
            real = config.withEngines(local.find(config.tls()));
            return null;
        } catch (ConfigurationException e) {
            if (local.isNamed() || hasState()) {
                throw e;
            }
            return start(DEFAULT_COUNT, e.place());
        }
    }

    /** Returns the configuration with real engines. */
    CenterConfig real() {
        return real;
    }

    private void checkWish(int count, boolean named, boolean simulation) {
        if (named) {
            throw new ConfigurationException(
                    "--simulate", "engines are named too; leave out one of the two (expected: either)", null);
        }
        if (count < 1 || count > MAX_COUNT) {
            throw new ConfigurationException("--simulate", count + " (expected: 1-" + MAX_COUNT + ")", null);
        }
        if (hasState() && !simulation) {
            throw new ConfigurationException(
                    "data-dir",
                    dataDir + " holds what runs on real engines; name another directory with --data-dir",
                    null);
        }
    }

    private boolean hasState() {
        return Files.exists(dataDir.resolve("humpback.db"));
    }

    private SimulatedNodes start(int count, String why) {
        SimulatedNodes nodes = SimulatedNodes.start(dataDir, count);
        out.println(
                "Simulated: " + count + (count == 1 ? " engine" : " engines") + ", nothing really runs (" + why + ").");
        return nodes;
    }
}
