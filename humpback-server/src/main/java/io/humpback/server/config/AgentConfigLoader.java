package io.humpback.server.config;

import io.humpback.core.GoDuration;
import io.humpback.core.RegistryLogin;
import io.humpback.core.contract.ClusterToken;
import io.humpback.server.config.Setting.Given;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an agent's configuration from its sources, the later ones winning whatever the order of the calls: defaults,
 * environment, flags. Not for use by several threads.
 */
public final class AgentConfigLoader {
    private static final int DEFAULT_PORT = 8500;
    private static final Duration MAX_TTL = Duration.ofHours(1);
    private static final long MAX_LOG_BYTES = 20L << 20;

    private final Map<String, Given> fromEnvironment = new LinkedHashMap<>();
    private final Map<String, Given> fromFlags = new LinkedHashMap<>();

    /** Creates a loader that knows nothing but the defaults. */
    public AgentConfigLoader() {}

    /** Takes the variables that are an agent's from {@code environment}; a blank one counts as not set. */
    public AgentConfigLoader environment(Map<String, String> environment) {
        for (Setting<?> setting : AgentVariables.ALL) {
            for (Setting.Variable variable : setting.variables()) {
                String text = environment.getOrDefault(variable.name(), "").strip();
                if (!text.isEmpty() && !fromEnvironment.containsKey(setting.key())) {
                    fromEnvironment.put(
                            setting.key(), new Given(text, new Origin(Origin.Kind.ENVIRONMENT, variable.name())));
                }
            }
        }
        return this;
    }

    /**
     * Sets one value over every other source.
     *
     * @param key the setting's name
     * @param flag what messages call it, for example {@code --join}
     */
    public AgentConfigLoader flag(String key, String flag, String text) {
        if (AgentVariables.ALL.stream().noneMatch(setting -> setting.key().equals(key))) {
            throw new IllegalArgumentException("key: \"" + key + "\" (expected: a known setting)");
        }
        fromFlags.put(key, new Given(text.strip(), new Origin(Origin.Kind.FLAG, flag)));
        return this;
    }

    /**
     * Returns the configuration that the sources give together.
     *
     * @throws ConfigurationException if a value cannot be used, or values do not go together; names the first one
     */
    public AgentConfig load() {
        List<URI> join = read(AgentVariables.JOIN);
        boolean clustered = read(AgentVariables.CLUSTER_ENABLED);
        Optional<ClusterToken> token = read(AgentVariables.TOKEN);
        checkCluster(join, clustered, token);
        return new AgentConfig(
                read(AgentVariables.ENDPOINT).uri(),
                read(AgentVariables.API_VERSION),
                read(AgentVariables.ADDRESS),
                read(AgentVariables.LISTEN).orElseGet(() -> listen(!join.isEmpty() || clustered)),
                read(AgentVariables.PORTS),
                read(AgentVariables.REGISTRY),
                join,
                join.isEmpty() && clustered ? read(AgentVariables.CLUSTER_URIS) : "",
                token.orElse(null),
                read(AgentVariables.NAME_OF_HOST),
                read(AgentVariables.ZONE),
                read(AgentVariables.CLUSTER_NAME),
                read(AgentVariables.HEARTBEAT),
                ttl(),
                read(AgentVariables.DATA_DIR),
                policy(),
                tls(),
                new LoggerConfig("", read(AgentVariables.LOG_LEVEL), MAX_LOG_BYTES),
                pulls(),
                read(AgentVariables.MAX_PULLS),
                read(AgentVariables.PULL_POLICY));
    }

    /** What the variable says of a registry wins over the file. */
    private PullConfig pulls() {
        Map<String, RegistryLogin> logins = new LinkedHashMap<>();
        List<Path> secrets = List.of();
        String file = read(AgentVariables.REGISTRIES);
        if (!file.isEmpty()) {
            RegistryFile.Logins read = RegistryFile.read(Path.of(file));
            logins.putAll(read.logins());
            secrets = read.files();
        }
        logins.putAll(read(AgentVariables.REGISTRY_LOGINS));
        return new PullConfig(logins, read(AgentVariables.DOCKER_CONFIG), read(AgentVariables.PULL_TIMEOUT), secrets);
    }

    /** A center calls its agents, so an agent of a cluster is reached from outside. */
    private static ListenAddress listen(boolean clustered) {
        return new ListenAddress(clustered ? "0.0.0.0" : ListenAddress.LOOPBACK, DEFAULT_PORT);
    }

    private void checkCluster(List<URI> join, boolean clustered, Optional<ClusterToken> token) {
        String remedy = "join a center with --join http://HOST:8589 --token TOKEN, which humpback up --listen prints";
        boolean secured = join.stream().allMatch(uri -> "https".equals(uri.getScheme()));
        if (!join.isEmpty() && token.isEmpty() && !(secured && tls().isComplete())) {
            throw new ConfigurationException(
                    place(AgentVariables.JOIN),
                    "needs the cluster's token (expected: --token or HUMPBACK_TOKEN; the center prints it, and keeps it"
                            + " in its data directory), or certificates: https:// with --tlscacert, --tlscert and"
                            + " --tlskey",
                    null);
        }
        if (!join.isEmpty() || !clustered) {
            return;
        }
        String uris = read(AgentVariables.CLUSTER_URIS);
        if (uris.isEmpty()) {
            throw new ConfigurationException(
                    place(AgentVariables.CLUSTER_ENABLED),
                    "no DOCKER_CLUSTER_URIS (expected: a backend); " + remedy,
                    null);
        }
    }

    private Duration ttl() {
        Duration ttl = read(AgentVariables.TTL);
        Duration heartbeat = read(AgentVariables.HEARTBEAT);
        if (ttl.compareTo(heartbeat.multipliedBy(2)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new ConfigurationException(
                    place(AgentVariables.TTL),
                    "ttl: " + GoDuration.format(ttl) + " (expected: at least twice the heartbeat of "
                            + GoDuration.format(heartbeat) + ", at most 1h)",
                    null);
        }
        return ttl;
    }

    /** A policy that was meant must not be passed over because its name is misspelt. */
    private Path policy() {
        String named = read(AgentVariables.POLICY);
        if (named.isEmpty()) {
            return read(AgentVariables.DATA_DIR).resolve("policy.yaml");
        }
        if (!Files.isReadable(Path.of(named))) {
            throw new ConfigurationException(
                    place(AgentVariables.POLICY), named + " cannot be read (expected: a YAML file)", null);
        }
        return Path.of(named);
    }

    private TlsFiles tls() {
        String cert = read(AgentVariables.TLS_CERT);
        try {
            TlsFiles files = new TlsFiles(read(AgentVariables.TLS_CA), cert, read(AgentVariables.TLS_KEY));
            if (files.isUsed() && !files.isComplete()) {
                boolean noAuthority = files.caCert().isEmpty();
                throw new ConfigurationException(
                        place(noAuthority ? AgentVariables.TLS_CERT : AgentVariables.TLS_CA),
                        (noAuthority ? "tls-ca-cert" : "tls-cert")
                                + ": not given (expected: authority, certificate and key together)",
                        null);
            }
            return files;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    place(cert.isEmpty() ? AgentVariables.TLS_KEY : AgentVariables.TLS_CERT),
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    private <T> T read(Setting<T> setting) {
        return setting.read(given(setting));
    }

    private String place(Setting<?> setting) {
        Given given = given(setting);
        return given.origin().equals(Origin.DEFAULT)
                ? setting.variables().get(0).name()
                : given.origin().place();
    }

    private Given given(Setting<?> setting) {
        Given flag = fromFlags.get(setting.key());
        Given variable = fromEnvironment.get(setting.key());
        if (flag != null) {
            return flag;
        }
        return variable == null ? new Given(setting.defaults().get(0), Origin.DEFAULT) : variable;
    }
}
