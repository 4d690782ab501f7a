package io.humpback.server.cli;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what would keep a center from starting, before anything is touched. Stateless. */
final class Preflight {
    private Preflight() {}

    /** Returns {@code config}, or throws a {@link ConfigurationException} that says what to do. */
    static CenterConfig checked(CenterConfig config) {
        if (!config.discovery().isEmbedded()) {
            throw new ConfigurationException(
                    "discovery",
                    "the backend " + config.discovery().scheme() + " is not built yet; for the embedded store leave out"
                            + " DOCKER_CLUSTER_URIS and cluster.discovery.uris",
                    null);
        }
        Path dataDir = config.cluster().dataDir();
        if (Files.exists(dataDir) && !Files.isDirectory(dataDir)) {
            throw new ConfigurationException(
                    "data-dir", dataDir + " is not a directory (expected: a directory, or a new name)", null);
        }
        checkTls(config.tls());
        return config;
    }

    private static void checkTls(TlsFiles tls) {
        checkReadable("tls-ca-cert", tls.caCert());
        checkReadable("tls-cert", tls.cert());
        checkReadable("tls-key", tls.key());
    }

    private static void checkReadable(String key, String file) {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            throw new ConfigurationException(key, file + " cannot be read (expected: a PEM file)", null);
        }
    }
}
