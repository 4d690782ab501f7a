package io.humpback.server.cli;

import io.humpback.discovery.Discovery;
import io.humpback.server.PluginDirectory;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.config.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds what would keep a center from starting, before anything is touched. Stateless. */
final class Preflight {
    private Preflight() {}

    /** Returns {@code config}, or throws a {@link ConfigurationException} that says what to do. */
    static CenterConfig checked(CenterConfig config) {
        checkBackend(config.discovery().scheme(), config.scheduling().pluginDir());
        Path dataDir = config.cluster().dataDir();
        if (Files.exists(dataDir) && !Files.isDirectory(dataDir)) {
            throw new ConfigurationException(
                    "data-dir", dataDir + " is not a directory (expected: a directory, or a new name)", null);
        }
        checkWritable(dataDir);
        checkTls("tls-", config.tls());
        checkTls("cluster-", config.clusterTls());
        PidFile.check(config.pidFile());
        checkFree(config.api().hosts().get(0));
        return config;
    }

    private static void checkBackend(String scheme, String pluginDir) {
        try (PluginDirectory plugins = PluginDirectory.open(pluginDir)) {
            List<String> known = Discovery.schemes(plugins.loader());
            if (!known.contains(scheme)) {
                throw new ConfigurationException(
                        "discovery",
                        "the backend " + scheme + " is unknown (expected: one of " + String.join(", ", known)
                                + "; or the jar of another one in HUMPBACK_PLUGIN_DIR)",
                        null);
            }
        }
    }

    /** A directory that does not exist yet will be made below the nearest one that does. */
    private static void checkWritable(Path dataDir) {
        Path existing = dataDir.toAbsolutePath().normalize();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new ConfigurationException(
                    "data-dir",
                    dataDir + " cannot be written: " + existing
                            + (Files.isDirectory(existing) ? " is read-only for this user" : " is not a directory")
                            + "; make it writable, or name another directory with --data-dir",
                    null);
        }
    }

    /** Tried and let go again, so that nothing else has begun when the port is taken. */
    private static void checkFree(ListenAddress listen) {
        if (listen.port() == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    listen.host().isEmpty()
                            ? new InetSocketAddress(listen.port())
                            : new InetSocketAddress(listen.host(), listen.port()));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "listen",
                    listen + " cannot be used: " + e.getMessage()
                            + "; stop what runs there, or listen elsewhere with --listen HOST:PORT",
                    e);
        }
    }

    private static void checkTls(String prefix, TlsFiles tls) {
        checkReadable(prefix.equals("tls-") ? "tls-ca-cert" : "cluster-ca", tls.caCert());
        checkReadable(prefix + "cert", tls.cert());
        checkReadable(prefix + "key", tls.key());
    }

    private static void checkReadable(String key, String file) {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            throw new ConfigurationException(key, file + " cannot be read (expected: a PEM file)", null);
        }
    }
}
