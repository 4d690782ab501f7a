package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.security.TlsConnectors;
import io.humpback.server.security.TlsConnectors.ClientCertificate;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the agent's own protocol and the contract's routes over the engine of this host. Used by one thread:
 * {@link #start} once, {@link #close} at the end.
 */
public final class AgentServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentServer.class);
    private static final int MAX_THREADS = 64;
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final AgentSettings settings;
    private final Duration idle;
    private final Fencing fencing;
    private final Pulses pulses;
    private final EventHub hub;
    private final ProtocolStreams streams;
    private final Pulls pulls;
    private final ProtocolReads reads;
    private final ProtocolChanges changes;
    private final ContractOutput output;
    private final ContractRoutes contract;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "humpback-agent-heart");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Javalin javalin;
    private @Nullable ScheduledFuture<?> beats;

    /**
     * Creates it; nothing listens yet. Throws {@link IllegalArgumentException} if the fence on disk is damaged.
     *
     * @param host the engine, which stays the caller's to close
     */
    public AgentServer(AgentSettings settings, DockerHost host) {
        this(settings, host, AtomicFile.DISK, IDLE);
    }

    AgentServer(AgentSettings settings, DockerHost host, AtomicFile writer, Duration idle) {
        this.settings = settings;
        this.idle = idle;
        Engine engine = new Engine(
                host,
                new CallLog(System::nanoTime),
                new ChangeLog(System::nanoTime),
                settings.version(),
                settings.deadAfter());
        fencing = new Fencing(settings.dataDirectory().resolve("fence.json"), writer);
        Admission admission = new Admission(settings.policy(), own(settings, host));
        PortChoice ports = new PortChoice(
                settings.ports(),
                new PortsInUse(host::list, host::inspect),
                PortChoice::isFreeHere,
                InstantSource.system());
        hub = new EventHub(host);
        pulses = new Pulses(fencing);
        reads = new ProtocolReads(engine, fencing, pulses);
        changes = new ProtocolChanges(engine, fencing, admission, ports);
        pulls = new Pulls(host, settings.pulls());
        streams = new ProtocolStreams(engine, hub, changes, pulls, settings.maxStreams());
        output = new ContractOutput(engine, streams);
        ContractChanges contractChanges = new ContractChanges(engine, fencing, admission, ports, pulls);
        contract = new ContractRoutes(settings, engine, contractChanges, output);
    }

    /** Listens and returns the port. Throws {@link IllegalStateException} that says why if the address cannot be used. */
    public int start() {
        if (javalin != null) {
            throw new IllegalStateException("agent was started before");
        }
        try {
            Javalin created = Javalin.create(this::configure);
            javalin = created;
            created.start();
            long beat = settings.heartbeat().toMillis();
            beats = heart.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
            log.info("agent listens: address={}:{} tls={}", settings.host(), created.port(), settings.tls() != null);
            return created.port();
        } catch (JavalinException e) {
            close();
            throw new IllegalStateException(
                    "agent cannot listen: address=" + settings.host() + ":" + settings.port() + ", " + e.getMessage(),
                    e);
        }
    }

    /** Returns whom this host obeys, empty as long as no center has come. */
    public Optional<Fence> fence() {
        return fencing.highest();
    }

    /** Takes what is to be told when the leader shows that it has heard of this agent. */
    public void tell(LastContact contact) {
        pulses.tell(contact);
    }

    /** Ends all streams and stops. Repeated calls do nothing. */
    @Override
    public void close() {
        if (beats != null) {
            beats.cancel(false);
        }
        heart.shutdownNow();
        hub.close();
        streams.close();
        output.close();
        pulls.close();
        Javalin running = javalin;
        if (running != null) {
            running.stop();
        }
    }

    private void beat() {
        try {
            hub.heartbeat();
        } catch (RuntimeException e) {
            log.error("heartbeat failed by a defect", e); // an exception would end the schedule without a word
        }
    }

    private void configure(JavalinConfig config) {
        JavalinLogger.enabled = false; // it logs with a stack trace what we throw in one line
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.ignoreTrailingSlashes = false;
        config.router.treatMultipleSlashesAsSingleSlash = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        config.http.asyncTimeout = 0; // streams end themselves
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("agent-http");
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setHeaderCacheCaseSensitive(true); // else a token would be read as one before it of another case
        });
        config.jetty.addConnector(this::connector);
        config.jetty.modifyServer(server -> server.setHandler(new SpelledContentType()));
        config.routes.before(new Access(settings.token(), isLoopback())::check);
        reads.addTo(config.routes);
        changes.addTo(config.routes);
        streams.addTo(config.routes);
        contract.addTo(config.routes);
        config.routes.exception(HttpResponseException.class, this::answer); // Javalin has one of its own
        config.routes.exception(Exception.class, this::answer);
    }

    private void answer(Exception failure, Context ctx) {
        AgentError error = Failures.of(failure);
        if (ctx.path().startsWith(AgentWire.ROOT)) {
            ProtocolAnswers.write(ctx, error);
        } else {
            ContractAnswers.failure(ctx, failure, error);
        }
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = TlsConnectors.create(server, http, settings.tls(), ClientCertificate.NEEDED);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(idle.toMillis());
        return connector;
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(settings.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // the start will fail
        }
    }

    private static List<Path> own(AgentSettings settings, DockerHost host) {
        List<Path> own = new ArrayList<>(List.of(settings.dataDirectory()));
        String socket = "unix://";
        if (host.endpoint().startsWith(socket)) {
            own.add(Path.of(host.endpoint().substring(socket.length())));
        }
        return own;
    }
}
