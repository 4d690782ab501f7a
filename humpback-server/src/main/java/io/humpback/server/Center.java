package io.humpback.server;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.HumpbackException;
import io.humpback.core.NodeState;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.SchedulerBuilder;
import io.humpback.scheduler.StrategyCatalog;
import io.humpback.scheduler.StrategyLoader;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.ControlLoop;
import io.humpback.scheduler.control.LoopListener;
import io.humpback.scheduler.control.LoopParts;
import io.humpback.scheduler.control.LoopRunner;
import io.humpback.scheduler.control.SteadyClock;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.ConfigurationView;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.config.SchedulingConfig;
import io.humpback.server.config.TlsFiles;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.http.ApiServer;
import io.humpback.server.http.HttpSettings;
import io.humpback.server.http.v1.V1Api;
import io.humpback.server.http.v1.V1Settings;
import io.humpback.server.http.v2.V2Api;
import io.humpback.server.security.TokenFile;
import io.humpback.webhook.WebhookConfig;
import io.humpback.webhook.WebhookDispatcher;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running center: control loop, API and webhooks on one backend. Safe for use by several threads. Closing it leaves
 * all containers as they are.
 */
public final class Center implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Center.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CenterConfig config;
    private final InstantSource clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final JoinedNodeDirectory joined = new JoinedNodeDirectory(clock);
    private final @Nullable ClusterToken token;
    private final AgentAccess.@Nullable Tls tls;
    private final ControlLoop loop;
    private final boolean fresh;
    private final URI uri;
    private boolean closing;

    private Center(CenterConfig config, DockerSettings docker, String version) {
        this.config = config;
        boolean complete = false;
        try {
            Backend backend = opened(Discovery.open(backendUri(config), backendSettings()));
            StateStore store = opened(backend.stateStore());
            fresh = store.head().sequence() == 0;
            tls = clusterTls(config.clusterTls());
            token = config.token() == null && tls == null
                    ? new TokenFile(config.cluster().dataDir()).load()
                    : config.token();
            ClusterIdSource clusterId = new ClusterIdSource(store);
            loop = startLoop(backend, store, docker, clusterId);
            opened(WebhookDispatcher.start(loop.events(), WebhookConfig.DEFAULT, InstantSource.system()));
            opened(new LeaseExpiry(joined, clock));
            uri = serve(config.api().hosts().get(0), version, clusterId);
            complete = true;
        } finally {
            if (!complete) {
                closeParts(); // a center that cannot start whole leaves no thread and no lock behind
            }
        }
    }

    private ControlLoop startLoop(Backend backend, StateStore store, DockerSettings docker, ClusterIdSource clusterId) {
        LeaderElection election =
                opened(backend.election(config.api().hosts().get(0).toString()));
        ExecutorService calls = CallThreads.create();
        open.push(calls::shutdownNow);
        LeaderFence fence = new LeaderFence(clusterId);
        LoopListener listener = new LoopLog(fence);
        AgentAccess access =
                AgentAccess.withToken(token == null ? "" : token.value()).withTls(tls);
        NodeConnector connector =
                opened(new NodeConnector(new DockerConnector(docker), new AgentConnector(access, fence)));
        LoopSettings settings = loopSettings(config);
        LoopParts parts = new LoopParts(
                store,
                connector,
                scheduler(),
                settings,
                listener,
                calls,
                () -> UUID.randomUUID().toString(),
                () -> mayAct(election.leadership(), settings),
                config.siteApi().isEmpty());
        ControlLoop control =
                new ControlLoop(parts.withPolicy(AdmittedSpecs.by(config.api().admission())));
        LoopRunner runner = opened(new LoopRunner(control, listener, clock, TICK));
        runner.start(backend.directory());
        return control;
    }

    /**
     * Starts a center. Throws a {@link HumpbackException} whose message is one line for the operator if it cannot; then
     * nothing is left running.
     *
     * @param docker how Docker engines are talked to
     * @param version our own version, for those who ask
     */
    public static Center start(CenterConfig config, DockerSettings docker, String version) {
        return new Center(config, docker, version);
    }

    /** Strategies of the plugin directory are found beside the built-in ones; their jars stay open with the center. */
    private Scheduler scheduler() {
        SchedulingConfig scheduling = config.scheduling();
        SchedulerBuilder builder =
                Scheduler.builder().overcommit(config.cluster().overcommit());
        StrategyCatalog catalog = StrategyCatalog.load(Center.class.getClassLoader());
        if (!scheduling.pluginDir().isEmpty()) {
            catalog =
                    opened(StrategyLoader.open(Path.of(scheduling.pluginDir()))).catalog();
        }
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

    private static AgentAccess.@Nullable Tls clusterTls(TlsFiles files) {
        try {
            return files.isComplete()
                    ? new DockerTls(Path.of(files.caCert()), Path.of(files.cert()), Path.of(files.key()))
                            .forCluster(InstantSource.system().instant())
                    : null;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("cluster-cert", String.valueOf(e.getMessage()), e);
        }
    }

    private static String backendUri(CenterConfig config) {
        return "embedded:" + config.cluster().dataDir();
    }

    private BackendSettings backendSettings() {
        return new BackendSettings(
                config.discovery().cluster(),
                new ConfiguredNodeDirectory(config.engines().nodes()),
                joined,
                clock);
    }

    private static LoopSettings loopSettings(CenterConfig config) {
        LoopSettings defaults = LoopSettings.DEFAULT;
        LoopSettings settings = new LoopSettings(
                config.discovery().heartbeat(),
                config.cluster().migrateDelay(),
                config.cluster().recoveryInterval(),
                config.cluster().createRetry(),
                defaults.operationDeadline(),
                defaults.callDeadline(),
                defaults.createDeadline(),
                defaults.pullDeadline(),
                defaults.stopGrace(),
                config.cluster().overcommit(),
                config.cluster().location());
        return settings.withRemoveDelay(config.cluster().removeDelay())
                .withRollOut(config.scheduling().rollOut());
    }

    /** An engine cannot refuse a leader of yesterday, so a call must have ended before the lead can have passed on. */
    private boolean mayAct(Leadership leadership, LoopSettings settings) {
        return leadership.leader()
                && (leadership.until().equals(Instant.MAX)
                        || clock.instant().plus(settings.createDeadline()).isBefore(leadership.until()));
    }

    private URI serve(ListenAddress listen, String version, ClusterIdSource clusterId) {
        boolean crossOrigin = config.api().enableCors();
        V1Api v1 = new V1Api(
                loop,
                () -> ConfigurationView.of(config, version),
                V1Settings.DEFAULT
                        .withCrossOrigin(crossOrigin)
                        .withLenient(config.api().admission().profile() == AdmissionProfile.OFF));
        V2Api v2 = new V2Api(
                new JoinDesk(
                        joined,
                        token,
                        config.discovery().heartbeat(),
                        () -> loop.view().nodes(),
                        clusterId),
                token);
        HttpSettings http =
                HttpSettings.DEFAULT.withCrossOrigin(crossOrigin).withTls(tls == null ? null : tls.context());
        ApiServer server = opened(new ApiServer(http, List.of(v1, v2)));
        String host = listen.host().isEmpty() ? "0.0.0.0" : listen.host();
        int port = server.start(host, listen.port());
        log.info("API is served: host={}, port={}, tls={}", host, port, tls != null);
        return URI.create((tls == null ? "http://" : "https://")
                + (listen.isAllInterfaces() ? ListenAddress.LOOPBACK : bracketed(host)) + ":" + port);
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** Returns the address of the API, with the port that was really taken. */
    public URI uri() {
        return uri;
    }

    /** Returns what agents show to join, empty where their certificates take its place. */
    public Optional<ClusterToken> token() {
        return Optional.ofNullable(token);
    }

    /** Returns whether the store was empty before this start. */
    public boolean isNew() {
        return fresh;
    }

    /** Returns what is committed and observed now. */
    public ClusterView view() {
        return loop.view();
    }

    /** Waits until every node was asked for its health, at most for {@code limit}. */
    public void awaitProbed(Duration limit) throws InterruptedException {
        Instant end = clock.instant().plus(limit);
        while (clock.instant().isBefore(end) && !isProbed()) {
            if (closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean isProbed() {
        List<ClusterView.NodeView> nodes = loop.view().nodes();
        return nodes.size() >= config.engines().addresses().size()
                && nodes.stream().noneMatch(node -> node.state() == NodeState.PENDING);
    }

    /** Waits until the center is closed. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Ends the API, the webhooks, the loop and the backend, in this order. Repeated calls wait for the first. */
    @Override
    public void close() {
        synchronized (open) {
            if (!closing) {
                closing = true;
                closeParts();
            }
        }
        closed.countDown();
    }

    private void closeParts() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.warn("a part of the center did not end cleanly", e);
            }
        }
    }
}
