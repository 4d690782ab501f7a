package io.humpback.server.cli;

import io.humpback.core.GoDuration;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which state is meant: the one that a center with the same environment and file works on. */
final class StatePlace {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A center's YAML file. The environment wins over it.")
    private @Nullable Path configFile;

    @Option(
            names = "--backend",
            paramLabel = "URI",
            description = "The backend, in place of the configured one: etcd://HOST:2379/PREFIX, embedded:DIR.")
    private @Nullable String backend;

    @Option(
            names = "--cluster-name",
            paramLabel = "NAME",
            description = "The cluster's name there, in place of the configured one.")
    private @Nullable String clusterName;

    /** Returns how long a flag says to wait, 0s-1h. */
    static Duration wait(String text) {
        try {
            Duration wait = GoDuration.parse(text);
            if (!wait.isNegative() && wait.compareTo(LONGEST_WAIT) <= 0) {
                return wait;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new ConfigurationException("--wait", text + " (expected: a duration of 0s-1h, for example 45s)", null);
    }

    CenterConfig config(Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader();
        if (configFile != null) {
            loader.file(configFile);
        }
        loader.environment(environment);
        if (backend != null) {
            loader.flag("discovery", "--backend", backend);
        }
        if (clusterName != null) {
            loader.flag("cluster-name", "--cluster-name", clusterName);
        }
        return loader.load().config();
    }
}
