package io.humpback.server.config;

import io.humpback.core.GoDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration as {@code GET /v1/configuration} shows it: the original's keys in its order. Stateless. */
public final class ConfigurationView {
    private ConfigurationView() {}

    /**
     * Returns a new tree of maps, lists, texts, numbers and flags, in order, with secrets masked.
     *
     * @param version our own version, shown unless the configuration file claims one
     */
    public static Map<String, @Nullable Object> of(CenterConfig config, String version) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("version", config.version().isEmpty() ? version : config.version());
        view.put("pidfile", config.pidFile());
        view.put("retrystartup", config.retryStartup());
        view.put("siteapi", Secrets.maskUri(config.siteApi()));
        view.put("cluster", cluster(config));
        view.put("api", api(config.api()));
        view.put("notifications", notifications(config));
        view.put("logger", logger(config.logger()));
        return view;
    }

    private static Map<String, @Nullable Object> cluster(CenterConfig config) {
        Map<String, @Nullable Object> discovery = new LinkedHashMap<>();
        discovery.put("uris", Secrets.maskUri(config.discovery().uris()));
        discovery.put("cluster", config.discovery().cluster());
        discovery.put("heartbeat", text(config.discovery().heartbeat()));
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("opts", opts(config.cluster()));
        view.put("discovery", discovery);
        return view;
    }

    private static List<String> opts(ClusterConfig cluster) {
        List<String> opts = new ArrayList<>();
        if (!cluster.location().isEmpty()) {
            opts.add("location=" + cluster.location());
        }
        opts.add("datapath=" + cluster.dataDir());
        opts.add("cacheroot=" + cluster.cacheRoot());
        opts.add("overcommit="
                + BigDecimal.valueOf(cluster.overcommit()).stripTrailingZeros().toPlainString());
        opts.add("recoveryinterval=" + text(cluster.recoveryInterval()));
        opts.add("createretry=" + cluster.createRetry());
        opts.add("migratedelay=" + text(cluster.migrateDelay()));
        opts.add("removedelay=" + text(cluster.removeDelay()));
        return opts;
    }

    /** Whole seconds stay seconds, as the original's operators write them ({@code 320s}). */
    private static String text(Duration duration) {
        return duration.toNanosPart() == 0 ? duration.toSeconds() + "s" : GoDuration.format(duration);
    }

    private static Map<String, @Nullable Object> api(ApiConfig api) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("hosts", api.hosts().stream().map(ListenAddress::toString).toList());
        view.put("enablecors", api.enableCors());
        return view;
    }

    private static Map<String, @Nullable Object> notifications(CenterConfig config) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("EndPoints", config.notifications().isEmpty() ? null : Secrets.mask(config.notifications()));
        return view;
    }

    private static Map<String, @Nullable Object> logger(LoggerConfig logger) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("logfile", logger.file());
        view.put("loglevel", logger.level().name().toLowerCase(Locale.ROOT));
        view.put("logsize", logger.maxBytes());
        return view;
    }
}
