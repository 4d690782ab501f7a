package io.humpback.server.config;

import io.humpback.core.RegistryLogin;
import io.humpback.core.contract.ClusterToken;
import io.humpback.server.config.FileSettings.Found;
import io.humpback.server.config.Setting.Given;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the merged texts of all sources into the checked records. Immutable. */
final class ConfigReading {
    private final Map<String, Found> merged;

    ConfigReading(Map<String, Found> merged) {
        this.merged = merged;
    }

    CenterConfig center(List<Map<String, Object>> notifications) {
        return new CenterConfig(
                one(Settings.VERSION),
                one(Settings.PID_FILE),
                one(Settings.RETRY_STARTUP),
                one(Settings.SITE_API),
                cluster(),
                new DiscoveryConfig(
                        one(Settings.DISCOVERY),
                        one(Settings.CLUSTER_NAME),
                        one(Settings.HEARTBEAT),
                        one(Settings.NODE_TTL)),
                new ApiConfig(listen(), one(Settings.ENABLE_CORS), admission(), one(Settings.ADVERTISE)),
                notifications,
                new LoggerConfig(one(Settings.LOG_FILE), one(Settings.LOG_LEVEL), one(Settings.LOG_SIZE)),
                engines(),
                tls(),
                SchedulingConfig.parse(one(Settings.STRATEGY), one(Settings.PLUGIN_DIR))
                        .withRollOut(one(Settings.ROLL_OUT)),
                token(),
                clusterTls(),
                pulls());
    }

    /** What the variable says of a registry wins over the file. */
    private PullConfig pulls() {
        Map<String, RegistryLogin> logins = new LinkedHashMap<>();
        List<Path> secrets = List.of();
        String file = one(Settings.REGISTRIES);
        if (!file.isEmpty()) {
            RegistryFile.Logins read = RegistryFile.read(Path.of(file));
            logins.putAll(read.logins());
            secrets = read.files();
        }
        logins.putAll(one(Settings.REGISTRY_LOGINS));
        return new PullConfig(logins, one(Settings.DOCKER_CONFIG), one(Settings.PULL_TIMEOUT), secrets);
    }

    private @Nullable ClusterToken token() {
        String text = one(Settings.TOKEN);
        return text.isEmpty() ? null : new ClusterToken(text);
    }

    private ClusterConfig cluster() {
        return new ClusterConfig(
                one(Settings.LOCATION),
                one(Settings.DATA_DIR),
                one(Settings.CACHE_ROOT),
                one(Settings.OVERCOMMIT),
                one(Settings.RECOVERY_INTERVAL),
                one(Settings.CREATE_RETRY),
                one(Settings.MIGRATE_DELAY),
                one(Settings.REMOVE_DELAY));
    }

    private AdmissionConfig admission() {
        return new AdmissionConfig(one(Settings.ADMISSION), all(Settings.ALLOW_BINDS), all(Settings.DENY_BINDS));
    }

    private List<ListenAddress> listen() {
        Found found = found(Settings.LISTEN);
        Setting<ListenAddress> writing =
                found.setting().equals(Settings.CONTRACT_LISTEN) ? Settings.CONTRACT_LISTEN : Settings.LISTEN;
        List<ListenAddress> hosts = new ArrayList<>();
        for (Given given : found.values()) {
            hosts.add(writing.read(given));
        }
        return hosts.isEmpty()
                ? List.of(writing.reader().apply(writing.defaults().get(0)))
                : hosts;
    }

    /** One at a time, so that the message names the place of the engine that is one too many. */
    private ConfiguredEngines engines() {
        ConfiguredEngines engines = ConfiguredEngines.NONE;
        for (Given given : found(Settings.ENGINES).values()) {
            EngineAddress engine = Settings.ENGINES.read(given);
            try {
                engines = engines.plus(engine);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(given.origin().place(), String.valueOf(e.getMessage()), e);
            }
        }
        return engines;
    }

    private TlsFiles tls() {
        String cert = one(Settings.TLS_CERT);
        String key = one(Settings.TLS_KEY);
        try {
            return new TlsFiles(one(Settings.TLS_CA_CERT), cert, key);
        } catch (IllegalArgumentException e) {
            Setting<String> given = cert.isEmpty() ? Settings.TLS_KEY : Settings.TLS_CERT;
            String place = found(given).values().get(0).origin().place();
            throw new ConfigurationException(place, String.valueOf(e.getMessage()), e);
        }
    }

    private <T> List<T> all(Setting<T> setting) {
        return found(setting).values().stream().map(setting::read).toList();
    }

    /** All three or none: a member of a cluster shows its certificate and checks the others'. */
    private TlsFiles clusterTls() {
        for (Setting<String> setting : List.of(Settings.CLUSTER_CA, Settings.CLUSTER_CERT, Settings.CLUSTER_KEY)) {
            if (one(setting).isEmpty()) {
                continue;
            }
            for (Setting<String> other : List.of(Settings.CLUSTER_CA, Settings.CLUSTER_CERT, Settings.CLUSTER_KEY)) {
                if (one(other).isEmpty()) {
                    throw new ConfigurationException(
                            found(setting).values().get(0).origin().place(),
                            other.key() + ": not given (expected: authority, certificate and key together)",
                            null);
                }
            }
        }
        return new TlsFiles(one(Settings.CLUSTER_CA), one(Settings.CLUSTER_CERT), one(Settings.CLUSTER_KEY));
    }

    private <T> T one(Setting<T> setting) {
        return setting.read(found(setting).values().get(0));
    }

    private Found found(Setting<?> setting) {
        Found found = merged.get(setting.key());
        if (found == null) {
            throw new IllegalStateException("setting without a default: key=" + setting.key());
        }
        return found;
    }
}
