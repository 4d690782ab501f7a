package io.humpback.server.config;

import com.google.common.base.Splitter;
import io.humpback.core.Checks;
import io.humpback.core.GoDuration;
import io.humpback.core.ImageReference;
import io.humpback.core.IpAddress;
import io.humpback.core.PullPolicy;
import io.humpback.core.RegistryLogin;
import io.humpback.core.contract.ClusterToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What can be configured of an agent: the contract's variables, and ours. Stateless. */
final class AgentVariables {
    /** Nothing was said. */
    static final String UNSAID = "";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final Pattern VERSION = Pattern.compile("[vV]?[0-9]{1,3}\\.[0-9]{1,3}");
    private static final Pattern WILDCARD = Pattern.compile("0\\.0\\.0\\.0|::|\\[::]");

    static final Setting<EngineAddress> ENDPOINT = Setting.of(
                    "endpoint",
                    "unix:///path/to/docker.sock or tcp://host:port",
                    AgentVariables::engine,
                    "unix:///var/run/docker.sock")
            .variables("DOCKER_ENDPOINT", "DOCKER_HOST");
    static final Setting<String> API_VERSION = Setting.of(
                    "api-version", "a version, for example v1.41", text -> form(VERSION, text), UNSAID)
            .variables("DOCKER_API_VERSION");
    static final Setting<String> ADDRESS = Setting.of(
                    "address", "an address of this host, or 0.0.0.0 for finding out", AgentVariables::address, UNSAID)
            .variables("DOCKER_AGENT_IPADDR");
    static final Setting<Optional<ListenAddress>> LISTEN = Setting.<Optional<ListenAddress>>of(
                    "listen",
                    "HOST:PORT, :PORT or PORT",
                    text -> text.isEmpty()
                            ? Optional.empty()
                            : Optional.of(ListenAddress.parse(text, ListenAddress.ALL_INTERFACES)),
                    UNSAID)
            .variables("DOCKER_NODE_HTTPADDR");
    static final Setting<PortRange> PORTS = Setting.of(
                    "ports",
                    "FIRST-LAST, for example 8000-8999, or 0-0 for Docker's choice",
                    PortRange::parse,
                    "8000-8999")
            .variables("DOCKER_CONTAINER_PORTS_RANGE");
    static final Setting<String> REGISTRY = Setting.of(
                    "registry", "HOST[:PORT] with a dot in the host or a port", AgentVariables::registry, UNSAID)
            .variables("DOCKER_REGISTRY_ADDRESS");
    static final Setting<Boolean> CLUSTER_ENABLED = Setting.of(
                    "cluster-enabled", "true or false", Settings::bool, "false")
            .variables("DOCKER_CLUSTER_ENABLED");
    static final Setting<String> CLUSTER_URIS = Setting.of(
                    "cluster-uris", "a backend with its hosts", UnaryOperator.identity(), UNSAID)
            .variables("DOCKER_CLUSTER_URIS");
    static final Setting<String> CLUSTER_NAME = Setting.of(
                    "cluster-name", "a name", text -> Checks.checkNotBlank("name", text), "humpback/center")
            .variables("DOCKER_CLUSTER_NAME");
    static final Setting<Duration> HEARTBEAT = duration("heartbeat", "8s").variables("DOCKER_CLUSTER_HEARTBEAT");
    static final Setting<Duration> TTL = duration("ttl", "30s").variables("DOCKER_CLUSTER_TTL");
    static final Setting<LoggerConfig.Level> LOG_LEVEL = Setting.of(
                    "log-level", "trace, debug, info, warn or error", LoggerConfig.Level::parse, "info")
            .variables("LOG_LEVEL");
    static final Setting<List<URI>> JOIN = Setting.of(
                    "join",
                    "the center's address, http://HOST:PORT or https://HOST:PORT, or several with commas",
                    AgentVariables::centers,
                    UNSAID)
            .variables("HUMPBACK_JOIN");
    static final Setting<Optional<ClusterToken>> TOKEN = Setting.<Optional<ClusterToken>>of(
                    "token",
                    "16-256 of A-Z a-z 0-9 . _ ~ + / = -",
                    text -> text.isEmpty() ? Optional.empty() : Optional.of(new ClusterToken(text)),
                    UNSAID)
            .variables("HUMPBACK_TOKEN")
            .secret();
    static final Setting<String> NAME_OF_HOST = Setting.of(
                    "name", "letters, digits, \".\", \"_\" and \"-\", at most 128", text -> form(NAME, text), UNSAID)
            .variables("HUMPBACK_NAME");
    static final Setting<String> ZONE = Setting.of(
                    "zone", "letters, digits, \".\", \"_\" and \"-\", at most 128", text -> form(NAME, text), UNSAID)
            .variables("HUMPBACK_ZONE");
    static final Setting<Path> DATA_DIR = Setting.of(
                    "data-dir",
                    "a directory",
                    text -> Path.of(Checks.checkNotBlank("directory", text)),
                    "./humpback-agent")
            .variables("HUMPBACK_DATA_DIR");
    static final Setting<String> POLICY = file("policy").variables("HUMPBACK_POLICY");
    static final Setting<String> REGISTRIES = file("registries").variables("HUMPBACK_REGISTRIES");
    static final Setting<Map<String, RegistryLogin>> REGISTRY_LOGINS = Setting.of(
                    "registry-logins", RegistryWords.EXPECTED, RegistryWords::parse, UNSAID)
            .variables("HUMPBACK_REGISTRY_LOGINS")
            .secret();
    static final Setting<String> DOCKER_CONFIG = file("docker-config").variables("DOCKER_CONFIG");
    static final Setting<Duration> PULL_TIMEOUT = Setting.of(
                    "pull-timeout",
                    "a duration of 1s-1h, for example 10m",
                    text -> Ranges.between(
                            "pull-timeout", GoDuration.parse(text), Duration.ofSeconds(1), Duration.ofHours(1)),
                    "10m")
            .variables("HUMPBACK_PULL_TIMEOUT");
    static final Setting<Integer> MAX_PULLS = Setting.of(
                    "max-pulls",
                    "a number 1-16",
                    text -> Checks.checkRange("max-pulls", Integer.parseInt(text), 1, 16),
                    "3")
            .variables("HUMPBACK_MAX_PULLS");
    static final Setting<PullPolicy> PULL_POLICY = Setting.of(
                    "pull-policy", "missing, always or never", PullPolicy::named, PullPolicy.MISSING.word())
            .variables("HUMPBACK_PULL_POLICY");
    static final Setting<String> TLS_CA = file("tls-ca-cert").variables("HUMPBACK_TLS_CA");
    static final Setting<String> TLS_CERT = file("tls-cert").variables("HUMPBACK_TLS_CERT");
    static final Setting<String> TLS_KEY = file("tls-key").variables("HUMPBACK_TLS_KEY");

    static final List<Setting<?>> ALL = List.of(
            ENDPOINT,
            API_VERSION,
            ADDRESS,
            LISTEN,
            PORTS,
            REGISTRY,
            CLUSTER_ENABLED,
            CLUSTER_URIS,
            CLUSTER_NAME,
            HEARTBEAT,
            TTL,
            LOG_LEVEL,
            JOIN,
            TOKEN,
            NAME_OF_HOST,
            ZONE,
            DATA_DIR,
            POLICY,
            REGISTRIES,
            REGISTRY_LOGINS,
            DOCKER_CONFIG,
            PULL_TIMEOUT,
            MAX_PULLS,
            PULL_POLICY,
            TLS_CA,
            TLS_CERT,
            TLS_KEY);

    private AgentVariables() {}

    private static Setting<Duration> duration(String key, String defaultText) {
        return Setting.of(
                key,
                "a duration above 0, for example 8s or 1m",
                text -> Ranges.positive(key, GoDuration.parse(text)),
                defaultText);
    }

    private static Setting<String> file(String key) {
        return Setting.of(
                key, "a path", text -> text.isEmpty() ? text : Path.of(text).toString(), UNSAID);
    }

    /** An engine has no name here: the agent has one. */
    private static EngineAddress engine(String text) {
        EngineAddress engine = EngineAddress.parse(text);
        if (!engine.name().isEmpty()) {
            throw new IllegalArgumentException("endpoint: named");
        }
        return engine;
    }

    private static String form(Pattern pattern, String text) {
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("form");
        }
        return text;
    }

    /** Every interface is as good as nothing: the address is found out. */
    private static String address(String text) {
        if (text.isEmpty() || WILDCARD.matcher(text).matches()) {
            return UNSAID;
        }
        if (!IpAddress.isHost(text)) {
            throw new IllegalArgumentException("address");
        }
        return text;
    }

    /** A host with neither dot nor port could not be told from a part of an image's name. Docker's own is the default. */
    private static String registry(String text) {
        String host = text.isEmpty() ? ImageReference.DOCKER_HUB : RegistryWords.registry(text);
        return host.equals(ImageReference.DOCKER_HUB) ? UNSAID : host;
    }

    private static List<URI> centers(String text) {
        return Splitter.on(',')
                .omitEmptyStrings()
                .trimResults()
                .splitToStream(text)
                .map(AgentVariables::center)
                .distinct()
                .toList();
    }

    private static URI center(String text) {
        URI uri = URI.create(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean bare = uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        boolean port = uri.getPort() > 0 && uri.getPort() <= 65_535;
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null || !port || !bare) {
            throw new IllegalArgumentException("center");
        }
        return URI.create(scheme + "://" + uri.getHost() + ":" + uri.getPort());
    }
}
