package io.humpback.server.config;

import io.humpback.core.RegistryLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How images are fetched. Immutable; its text shows no login.
 *
 * @param logins by the names of the registries
 * @param dockerConfig the directory of Docker's own {@code config.json}, which need not exist; empty for {@code .docker}
 *     in the home directory
 * @param timeout how long fetching an image may take, above 0
 * @param secretFiles the files that the logins were read from, which no container may see
 */
public record PullConfig(
        Map<String, RegistryLogin> logins, String dockerConfig, Duration timeout, List<Path> secretFiles) {
    /** No logins but Docker's own, and what a center waits for an image. */
    public static final PullConfig DEFAULT = new PullConfig(Map.of(), "", Duration.ofMinutes(4));

    /** Copies the logins, in order of the registries. */
    public PullConfig {
        logins = Collections.unmodifiableMap(new TreeMap<>(logins));
        secretFiles = List.copyOf(secretFiles);
    }

    /** Creates one whose logins come from no file. */
    public PullConfig(Map<String, RegistryLogin> logins, String dockerConfig, Duration timeout) {
        this(logins, dockerConfig, timeout, List.of());
    }

    /** Returns the directory of Docker's own configuration. */
    public Path dockerConfigDirectory() {
        return dockerConfig.isEmpty() ? Path.of(System.getProperty("user.home"), ".docker") : Path.of(dockerConfig);
    }
}
