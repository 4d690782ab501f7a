package io.humpback.server;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.HumpbackException;
import io.humpback.core.NodeState;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.scheduler.StrategyCatalog;
import io.humpback.scheduler.StrategyLoader;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.SteadyClock;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigurationView;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.http.ApiServer;
import io.humpback.server.http.HttpSettings;
import io.humpback.server.http.ReadSource;
import io.humpback.server.http.v1.V1Api;
import io.humpback.server.http.v1.V1Settings;
import io.humpback.server.http.v2.V2Api;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running center: control loop, API and webhooks on one backend. Safe for use by several threads. Closing it leaves
 * all containers as they are.
 */
public final class Center implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Center.class);
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Set<String> ANSWERED_BY_ALL = Set.of("/v1/_ping", "/v1/configuration");
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CenterConfig config;
    private final InstantSource clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final JoinedNodeDirectory joined = new JoinedNodeDirectory(clock);
    private final @Nullable ClusterToken token;
    private final AgentAccess.@Nullable Tls tls;
    private final Lead lead;
    private final LastKnownKeeper keeper;
    private final boolean fresh;
    private final URI uri;
    private @Nullable ApiServer server;
    private volatile @Nullable LeaderElection election;
    private boolean closing;

    private Center(CenterConfig config, DockerSettings docker, String version) {
        this.config = config;
        boolean complete = false;
        try {
            tls = CenterSetup.clusterTls(config.clusterTls());
            PluginDirectory plugins =
                    opened(PluginDirectory.open(config.scheduling().pluginDir()));
            Backend backend = opened(CenterSetup.backend(config, joined, clock, plugins.loader()));
            StateStore store = opened(backend.stateStore());
            fresh = store.head().sequence() == 0;
            token = CenterSetup.token(config, tls != null); // not before the state is known to be one that we can read
            opened(new LeaseExpiry(joined, clock));
            TermParts parts = termParts(docker, backend);
            LastKnown lastKnown = new LastKnown(store, clock);
            lead = new Lead(onOver -> LeaderTerm.begin(backend, known(election), parts, onOver), clock, lastKnown);
            opened(backend.directory().watch(lastKnown::announced));
            keeper = opened(new LastKnownKeeper(lastKnown, lead::isHere));
            open.push(this::closeServing);
            uri = serve(config.api().listen(), version);
            enter(backend);
            complete = true;
        } finally {
            if (!complete) {
                closeParts(); // a center that cannot start whole leaves no thread and no lock behind
            }
        }
    }

    private TermParts termParts(DockerSettings docker, Backend backend) {
        AgentAccess access =
                AgentAccess.withToken(token == null ? "" : token.value()).withTls(tls);
        return new TermParts(
                CenterSetup.scheduler(config, strategies()),
                CenterSetup.loopSettings(config, backend::announcementLasts),
                new DockerConnector(docker),
                fence -> new AgentConnector(access, fence),
                clock,
                AdmittedSpecs.by(config.api().admission()),
                config.siteApi().isEmpty());
    }

    /** Strategies of the plugin directory are found beside the built-in ones; their jars stay open with the center. */
    private StrategyCatalog strategies() {
        String directory = config.scheduling().pluginDir();
        return directory.isEmpty()
                ? StrategyCatalog.load(Center.class.getClassLoader())
                : opened(StrategyLoader.open(Path.of(directory))).catalog();
    }

    /**
     * Takes part in the election, under the address that the API has by now, and waits a while until somebody leads. An
     * only center says at once why it cannot lead; one of several waits for better times.
     */
    private void enter(Backend backend) {
        election = backend.election(CenterSetup.advertised(config, uri));
        if (CenterSetup.isShared(config)) {
            var unused = known(election).onChange(keeper::signal);
            keeper.start(); // an only center is about to lead
        }
        lead.enter(known(election));
        try {
            lead.settled().get(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!CenterSetup.isShared(config) && e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
        } catch (TimeoutException e) {
            log.warn("nobody leads yet: backend={}", config.discovery().scheme());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LeaderElection known(@Nullable LeaderElection entered) {
        if (entered == null) {
            throw new IllegalStateException("election: none (expected: entered)");
        }
        return entered;
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

    private URI serve(ListenAddress listen, String version) {
        boolean crossOrigin = config.api().enableCors();
        V1Api v1 = new V1Api(
                lead,
                ReadSource.of(lead::view, lead),
                () -> ConfigurationView.of(config, version),
                V1Settings.DEFAULT
                        .withCrossOrigin(crossOrigin)
                        .withLenient(config.api().admission().profile() == AdmissionProfile.OFF));
        V2Api v2 = new V2Api(
                new JoinDesk(
                        joined,
                        token,
                        config.discovery().heartbeat(),
                        () -> lead.view().nodes(),
                        () -> lead.view().clusterId()),
                token,
                ReadSource.of(lead::view, lead));
        HttpSettings http =
                HttpSettings.DEFAULT.withCrossOrigin(crossOrigin).withTls(tls == null ? null : tls.context());
        ApiServer serving = new ApiServer(http, List.of(v1, v2));
        serving.forwardTo(lead, ANSWERED_BY_ALL, CenterSetup.trust(tls));
        server = serving;
        String host = listen.host().isEmpty() ? "0.0.0.0" : listen.host();
        int port = serving.start(host, listen.port());
        log.info("API is served: host={}, port={}, tls={}", host, port, tls != null);
        return CenterSetup.uri(listen, port, tls != null);
    }

    /** First nothing new comes in, then what is under way ends, and only then may another center lead. */
    private void closeServing() {
        if (server != null) {
            server.close();
        }
        lead.close();
        if (election != null) {
            election.close();
        }
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

    /**
     * Returns what is committed and observed now. Throws a {@link HumpbackException} while this center does not lead:
     * then another one knows.
     */
    public ClusterView view() {
        return lead.view();
    }

    /** Returns whether this center leads. */
    public boolean leads() {
        return lead.isHere();
    }

    /** Returns where the center is that leads, empty if that is this one or nobody is known to lead. */
    public Optional<String> leader() {
        return lead.isHere() ? Optional.empty() : lead.address();
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
        if (!lead.isHere()) {
            return true; // whoever leads asks the nodes
        }
        List<ClusterView.NodeView> nodes = lead.view().nodes();
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
