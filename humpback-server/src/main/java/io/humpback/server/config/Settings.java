package io.humpback.server.config;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.Checks;
import io.humpback.core.GoDuration;
import io.humpback.core.RegistryLogin;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.contract.ClusterToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The table of all settings: the one place that knows names, forms and defaults. Stateless. */
final class Settings {
    private static final String TEXT = "a text";
    private static final String ADDRESS = "HOST:PORT, for example 127.0.0.1:8589, or :8589 for every interface";

    static final Setting<String> VERSION = text("version", "").path("version");
    static final Setting<String> PID_FILE =
            path("pid-file", "").variables("HUMPBACK_PIDFILE").path("pidfile");
    static final Setting<Boolean> RETRY_STARTUP =
            flag("retry-startup", "true").variables("HUMPBACK_RETRYSTARTUP").path("retrystartup");
    static final Setting<String> SITE_API = Setting.of(
                    "site-api", "the site's address, for example http://site:8012/api", Settings::site, "")
            .variables("HUMPBACK_SITEAPI")
            .path("siteapi");

    static final Setting<String> LOCATION = opt(text("location", ""), "location");
    static final Setting<Path> DATA_DIR = Setting.of("data-dir", "a directory", Settings::directory, "./humpback-data")
            .variables("HUMPBACK_DATA_DIR", "CENTER_CLUSTER_DATAPATH")
            .path("cluster.opts.datapath");
    static final Setting<Path> CACHE_ROOT =
            opt(Setting.of("cache-root", "a directory", Settings::directory, "./cache"), "cacheroot");
    static final Setting<Double> OVERCOMMIT = opt(
            Setting.of(
                    "overcommit",
                    "a number above -1, for example 0.08",
                    text -> Ranges.overcommit(Double.parseDouble(text)),
                    "0.08"),
            "overcommit");
    static final Setting<Duration> RECOVERY_INTERVAL = opt(positive("recovery-interval", "120s"), "recoveryinterval");
    static final Setting<Integer> CREATE_RETRY = opt(
            Setting.of(
                    "create-retry",
                    "a number 0-" + ClusterConfig.MAX_CREATE_RETRY,
                    text -> Checks.checkRange("n", Integer.parseInt(text), 0, ClusterConfig.MAX_CREATE_RETRY),
                    "2"),
            "createretry");
    static final Setting<Duration> MIGRATE_DELAY = opt(delay("migrate-delay", "45s"), "migratedelay");
    static final Setting<Duration> REMOVE_DELAY = opt(delay("remove-delay", "500s"), "removedelay");

    static final Setting<String> DISCOVERY = Setting.of(
                    "discovery",
                    "embedded, embedded:DIR, or one backend with its hosts, for example etcd://h1:2379,h2:2379",
                    Settings::backend,
                    DiscoveryConfig.EMBEDDED)
            .variables("DOCKER_CLUSTER_URIS")
            .path("cluster.discovery.uris");
    static final Setting<String> CLUSTER_NAME = Setting.of(
                    "cluster-name", "a name", text -> Checks.checkNotBlank("name", text), "humpback/center")
            .variables("DOCKER_CLUSTER_NAME")
            .path("cluster.discovery.cluster");
    static final Setting<Duration> HEARTBEAT =
            positive("heartbeat", "8s").variables("DOCKER_CLUSTER_HEARTBEAT").path("cluster.discovery.heartbeat");
    static final Setting<Duration> NODE_TTL = Setting.of(
                    "node-ttl",
                    "a duration of 1s-1h, for example 30s",
                    text -> DiscoveryConfig.checkNodeTtl(GoDuration.parse(text)),
                    "30s")
            .variables("DOCKER_CLUSTER_TTL");

    /** The contract's port alone opens the center to others, as it always did; our own key and flag stay careful. */
    static final Setting<ListenAddress> CONTRACT_LISTEN = Setting.listOf(
                    "listen",
                    ADDRESS,
                    text -> ListenAddress.parse(text, ListenAddress.ALL_INTERFACES),
                    List.of("127.0.0.1:8589"))
            .variables("CENTER_LISTEN_PORT")
            .path("api.hosts");

    static final Setting<ListenAddress> LISTEN = Setting.listOf(
            "listen", ADDRESS, text -> ListenAddress.parse(text, ListenAddress.LOOPBACK), List.of("127.0.0.1:8589"));
    static final Setting<String> ADVERTISE = Setting.of(
                    "advertise", "HOST:PORT, for example 10.0.0.5:8589", Settings::advertised, "")
            .variables("HUMPBACK_ADVERTISE");
    static final Setting<Boolean> ENABLE_CORS =
            flag("enable-cors", "false").variables("CENTER_API_ENABLECORS").path("api.enablecors");

    static final Setting<AdmissionProfile> ADMISSION = Setting.of(
                    "admission", "standard, strict or off", AdmissionProfile::named, "standard")
            .variables("HUMPBACK_ADMISSION");
    static final Setting<String> ALLOW_BINDS = binds("allow-binds").variables("HUMPBACK_ALLOW_BINDS");
    static final Setting<String> DENY_BINDS = binds("deny-binds").variables("HUMPBACK_DENY_BINDS");

    static final Setting<String> LOG_FILE =
            path("log-file", "").variables("CENTER_LOG_FILE").path("logger.logfile");
    static final Setting<LoggerConfig.Level> LOG_LEVEL = Setting.of(
                    "log-level", "trace, debug, info, warn or error", LoggerConfig.Level::parse, "info")
            .variables("CENTER_LOG_LEVEL", "LOG_LEVEL")
            .path("logger.loglevel");
    static final Setting<Long> LOG_SIZE = Setting.of(
                    "log-size",
                    "a number of bytes above 0",
                    text -> LoggerConfig.checkMaxBytes(Long.parseLong(text)),
                    "20971520")
            .variables("CENTER_LOG_SIZE")
            .path("logger.logsize");

    static final Setting<EngineAddress> ENGINES = Setting.listOf(
                    "engines",
                    "[name=]unix:///path/to/docker.sock or [name=]tcp://host:port",
                    EngineAddress::parse,
                    List.of())
            .variables("HUMPBACK_ENGINES");
    /** A bad one must not be repeated, so its own message is enough. */
    static final Setting<String> TOKEN = Setting.of("token", "16-256 of A-Z a-z 0-9 . _ ~ + / = -", Settings::token, "")
            .variables("HUMPBACK_TOKEN")
            .secret();

    static final Setting<String> STRATEGY = Setting.of(
                    "strategy", "NAME or NAME:KEY=VALUE,KEY=VALUE, for example binpack", Settings::strategy, "")
            .variables("HUMPBACK_STRATEGY");
    static final Setting<RollOutPolicy> ROLL_OUT = Setting.of(
                    "roll-out",
                    "KEY=VALUE,KEY=VALUE, for example parallelism=2,delay=10s,failure-action=pause",
                    RollOutWords::parse,
                    "")
            .variables("HUMPBACK_ROLL_OUT");
    static final Setting<String> REGISTRIES = path("registries", "").variables("HUMPBACK_REGISTRIES");
    static final Setting<Map<String, RegistryLogin>> REGISTRY_LOGINS = Setting.of(
                    "registry-logins", RegistryWords.EXPECTED, RegistryWords::parse, "")
            .variables("HUMPBACK_REGISTRY_LOGINS")
            .secret();
    static final Setting<String> DOCKER_CONFIG = path("docker-config", "").variables("DOCKER_CONFIG");
    static final Setting<Duration> PULL_TIMEOUT = Setting.of(
                    "pull-timeout",
                    "a duration of 1s-1h, for example 4m",
                    text -> Ranges.between(
                            "pull-timeout", GoDuration.parse(text), Duration.ofSeconds(1), Duration.ofHours(1)),
                    "4m")
            .variables("HUMPBACK_PULL_TIMEOUT");
    static final Setting<String> PLUGIN_DIR = path("plugin-dir", "").variables("HUMPBACK_PLUGIN_DIR");
    static final Setting<String> TLS_CA_CERT =
            path("tls-ca-cert", "").variableWithSuffix("DOCKER_CERT_PATH", "/ca.pem");
    static final Setting<String> TLS_CERT = path("tls-cert", "").variableWithSuffix("DOCKER_CERT_PATH", "/cert.pem");
    static final Setting<String> TLS_KEY = path("tls-key", "").variableWithSuffix("DOCKER_CERT_PATH", "/key.pem");

    /** The center's own certificate as a member of the cluster; agents have the same variables. */
    static final Setting<String> CLUSTER_CA = path("cluster-ca", "").variables("HUMPBACK_TLS_CA");

    static final Setting<String> CLUSTER_CERT = path("cluster-cert", "").variables("HUMPBACK_TLS_CERT");
    static final Setting<String> CLUSTER_KEY = path("cluster-key", "").variables("HUMPBACK_TLS_KEY");

    /** All of them but {@link #CONTRACT_LISTEN}, which is another way to write {@link #LISTEN}. */
    static final List<Setting<?>> ALL = List.of(
            VERSION,
            PID_FILE,
            RETRY_STARTUP,
            SITE_API,
            LOCATION,
            DATA_DIR,
            CACHE_ROOT,
            OVERCOMMIT,
            RECOVERY_INTERVAL,
            CREATE_RETRY,
            MIGRATE_DELAY,
            REMOVE_DELAY,
            DISCOVERY,
            CLUSTER_NAME,
            HEARTBEAT,
            NODE_TTL,
            LISTEN,
            ADVERTISE,
            ENABLE_CORS,
            ADMISSION,
            ALLOW_BINDS,
            DENY_BINDS,
            LOG_FILE,
            LOG_LEVEL,
            LOG_SIZE,
            ENGINES,
            TOKEN,
            STRATEGY,
            ROLL_OUT,
            REGISTRIES,
            REGISTRY_LOGINS,
            DOCKER_CONFIG,
            PULL_TIMEOUT,
            PLUGIN_DIR,
            TLS_CA_CERT,
            TLS_CERT,
            TLS_KEY,
            CLUSTER_CA,
            CLUSTER_CERT,
            CLUSTER_KEY);

    /** Every place of the file where a setting may stand. */
    static final Map<String, Setting<?>> BY_PATH = byPath();

    private Settings() {}

    /** Returns the setting that has this key below {@code humpback:}. */
    static Optional<Setting<?>> byKey(String key) {
        return Optional.ofNullable(BY_PATH.get("humpback." + key));
    }

    private static Map<String, Setting<?>> byPath() {
        Map<String, Setting<?>> paths = new TreeMap<>();
        for (Setting<?> setting : ALL) {
            if (!setting.equals(VERSION)) {
                paths.put("humpback." + setting.key(), setting);
            }
            if (!setting.path().isEmpty()) {
                paths.put(setting.path(), setting);
            }
        }
        paths.put(CONTRACT_LISTEN.path(), CONTRACT_LISTEN);
        return paths;
    }

    private static <T> Setting<T> opt(Setting<T> setting, String name) {
        return setting.variables("CENTER_CLUSTER_" + name.toUpperCase(Locale.ROOT))
                .path("cluster.opts." + name);
    }

    private static Setting<String> text(String key, String defaultText) {
        return Setting.of(key, TEXT, UnaryOperator.identity(), defaultText);
    }

    private static Setting<String> path(String key, String defaultText) {
        return Setting.of(key, "a path", Settings::checkPath, defaultText);
    }

    private static Setting<String> binds(String key) {
        return Setting.listOf(key, "absolute paths, for example /etc/localtime", AdmissionConfig::checkPath, List.of());
    }

    private static Setting<Boolean> flag(String key, String defaultText) {
        return Setting.of(key, "true or false", Settings::bool, defaultText);
    }

    private static Setting<Duration> positive(String key, String defaultText) {
        return Setting.of(
                key,
                "a duration above 0, for example 45s or 2m30s",
                text -> Ranges.positive(key, GoDuration.parse(text)),
                defaultText);
    }

    private static Setting<Duration> delay(String key, String defaultText) {
        return Setting.of(
                key,
                "a duration of 0s or more, for example 45s or 2m30s",
                text -> Ranges.notNegative(key, GoDuration.parse(text)),
                defaultText);
    }

    /** What Go's ParseBool takes, for the original read its variables with it. */
    static boolean bool(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        if (Arrays.asList("true", "t", "1").contains(folded)) {
            return true;
        }
        if (Arrays.asList("false", "f", "0").contains(folded)) {
            return false;
        }
        throw new IllegalArgumentException("flag: " + text + " (expected: true or false)");
    }

    private static String checkPath(String text) {
        Objects.requireNonNull(Path.of(text), "path");
        return text;
    }

    private static Path directory(String text) {
        return Path.of(Checks.checkNotBlank("directory", text));
    }

    private static String site(String text) {
        if (text.isEmpty()) {
            return text;
        }
        URI uri = URI.create(text);
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("site: not an address");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String token(String text) {
        return text.isEmpty() ? text : new ClusterToken(text).value();
    }

    private static String advertised(String text) {
        if (!text.isEmpty()) {
            ListenAddress address = ListenAddress.parse(text, ListenAddress.ALL_INTERFACES);
            if (address.isAllInterfaces() || address.port() == 0) {
                throw new IllegalArgumentException("advertise: \"" + text + "\" (expected: HOST:PORT)");
            }
        }
        return text;
    }

    private static String strategy(String text) {
        SchedulingConfig.parse(text, "");
        return text;
    }

    private static String backend(String text) {
        int end = text.indexOf("://");
        boolean embedded = text.toLowerCase(Locale.ROOT).startsWith(DiscoveryConfig.EMBEDDED + ":");
        if (end >= 0 && (embedded || text.indexOf("://", end + 3) >= 0)) {
            throw new IllegalArgumentException("backend: more than one");
        }
        String hosts = end < 0 ? text : text.substring(end + 3);
        if (hosts.isBlank() || hosts.startsWith("/") || end == 0) {
            throw new IllegalArgumentException("backend: no host");
        }
        return text;
    }
}
