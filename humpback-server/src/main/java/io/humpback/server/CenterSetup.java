package io.humpback.server;

import io.humpback.core.contract.ClusterToken;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.RecordPolicy;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.SchedulerBuilder;
import io.humpback.scheduler.StrategyCatalog;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.server.agent.OwnAddress;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ClusterConfig;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.config.SchedulingConfig;
import io.humpback.server.config.TlsFiles;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.security.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** What a center is made of, as its configuration says. Stateless. */
final class CenterSetup {
    private CenterSetup() {}

    /** Returns the backend's URI; the embedded one lives in the data directory unless another one was named. */
    static String backendUri(CenterConfig config) {
        return config.discovery().isInDataDir()
                ? "embedded:" + config.cluster().dataDir()
                : config.discovery().uris();
    }

    /**
     * Opens the backend that {@code config} names, with the nodes of configuration and those that join.
     *
     * @param loader what finds backends beside the built-in ones
     */
    static Backend backend(CenterConfig config, JoinedNodeDirectory joined, InstantSource clock, ClassLoader loader) {
        BackendSettings settings = new BackendSettings(
                config.discovery().cluster(),
                new ConfiguredNodeDirectory(config.engines().nodes()),
                joined,
                new RecordPolicy(config.token(), false),
                clock);
        return Discovery.open(backendUri(config), settings, loader);
    }

    /**
     * Returns what agents show to join, null where certificates take its place, or nobody said it: centers that share a
     * backend cannot each make a token of their own.
     */
    static @Nullable ClusterToken token(CenterConfig config, boolean certified) {
        return config.token() == null && !certified && !isShared(config)
                ? new TokenFile(config.cluster().dataDir()).load()
                : config.token();
    }

    /** Returns whether other centers may stand for election beside this one. */
    static boolean isShared(CenterConfig config) {
        return !config.discovery().isEmbedded()
                || BackendUri.parse(backendUri(config)).options().containsKey("standby");
    }

    /** Returns the scheduler, with a strategy of {@code catalog} if one is configured. */
    static Scheduler scheduler(CenterConfig config, StrategyCatalog catalog) {
        SchedulingConfig scheduling = config.scheduling();
        SchedulerBuilder builder =
                Scheduler.builder().overcommit(config.cluster().overcommit());
        if (!scheduling.strategy().isEmpty()) {
            try {
                builder.ranking(catalog.create(scheduling.strategy(), scheduling.options()));
                catalog.filters(scheduling.strategy(), scheduling.options()).forEach(builder::filter);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("strategy", String.valueOf(e.getMessage()), e);
            }
        }
        return builder.build();
    }

    /**
     * Returns the loop's times and limits.
     *
     * @param lasting how long after its last renewal an announcement may go on standing, by its TTL
     */
    static LoopSettings loopSettings(CenterConfig config, UnaryOperator<Duration> lasting) {
        LoopSettings defaults = LoopSettings.DEFAULT;
        ClusterConfig cluster = config.cluster();
        Duration pull = config.pulls().timeout();
        return defaults.toBuilder()
                .heartbeat(config.discovery().heartbeat())
                .nodeTtl(lasting.apply(config.discovery().nodeTtl()))
                .migrateDelay(cluster.migrateDelay())
                .recoveryInterval(cluster.recoveryInterval())
                .removeDelay(cluster.removeDelay())
                .createRetry(cluster.createRetry())
                .overcommit(cluster.overcommit())
                .location(cluster.location())
                .pullDeadline(pull)
                .operationDeadline(longer(defaults.operationDeadline(), pull.plus(defaults.createDeadline())))
                .rollOut(config.scheduling().rollOut())
                .build();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Returns what the certificates of the cluster give, null where there are none. */
    static AgentAccess.@Nullable Tls clusterTls(TlsFiles files) {
        try {
            return files.isComplete()
                    ? new DockerTls(Path.of(files.caCert()), Path.of(files.cert()), Path.of(files.key()))
                            .forCluster(InstantSource.system().instant())
                    : null;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("cluster-cert", String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns what tells whether a center that is passed on to is one of the cluster, null where there are no
     * certificates. It shows none: the caller, whom we do not vouch for, would be taken for us.
     */
    static @Nullable SSLContext trust(AgentAccess.@Nullable Tls tls) {
        if (tls == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {tls.trust()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Returns where people on this machine reach what listens at {@code listen}, with the port that was taken. */
    static URI uri(ListenAddress listen, int port, boolean tls) {
        return uri(listen.isAllInterfaces() ? ListenAddress.LOOPBACK : listen.host(), port, tls);
    }

    /**
     * Returns where other centers reach this one: what is configured, or else where it listens; where that is every
     * interface, the one from which the way to the backend begins.
     */
    static String advertised(CenterConfig config, URI uri) {
        String configured = config.api().advertise();
        if (!configured.isEmpty()) {
            return uri.getScheme() + "://" + configured;
        }
        if (config.discovery().isEmbedded() || !config.api().listen().isAllInterfaces()) {
            return uri.toString();
        }
        BackendUri backend = BackendUri.parse(config.discovery().uris());
        String host = backend.location().startsWith("//")
                ? backend.location().replaceAll("^//([^,:/?]*).*", "$1")
                : ""; // a backend without hosts: that of a directory, say
        OwnAddress.Choice own = OwnAddress.ofThisHost().find("", host, 1);
        return uri(own.address(), uri.getPort(), uri.getScheme().equals("https"))
                .toString();
    }

    private static URI uri(String host, int port, boolean tls) {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create((tls ? "https://" : "http://") + shown + ":" + port);
    }
}
