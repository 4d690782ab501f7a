package io.humpback.server.http;

import io.humpback.server.security.TlsConnectors;
import io.humpback.server.security.TlsConnectors.ClientCertificate;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one or several {@link Api}s. Bodies are read without a thread of their own, so that a client that sends slowly
 * holds up nobody. Used by one thread: {@link #start} once, {@link #close} at the end.
 */
public final class ApiServer implements AutoCloseable {
    /** What the original says of a path that it does not know. */
    private static final String NOT_FOUND = "404 page not found\n";

    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final int CHUNK_OVERHEAD_BYTES = 64;

    private final HttpSettings settings;
    private final List<Api> apis;
    private final QueuedThreadPool threads;
    private final GracefulHandler requests = new GracefulHandler();
    private String host = "";
    private int port;
    private boolean loopback;
    private @Nullable Javalin javalin;
    private @Nullable LeaderForwarder forwarder;

    /** Creates it; nothing listens yet. */
    public ApiServer(HttpSettings settings, List<Api> apis) {
        this.settings = settings;
        this.apis = List.copyOf(apis);
        threads = new QueuedThreadPool(settings.maxThreads());
        threads.setName("http");
    }

    /**
     * Passes on what the APIs are asked for while another center leads. To be called before {@link #start}.
     *
     * @param localPaths what every center answers itself
     * @param trust by whom leaders at {@code https} are trusted, null for the system's authorities; should show no
     *     certificate of ours, or whoever calls this center would be taken for it
     */
    public void forwardTo(Leader newLeader, Set<String> localPaths, @Nullable SSLContext trust) {
        forwardBy(new LeaderClient(trust), newLeader, localPaths);
    }

    void forwardBy(LeaderClient client, Leader newLeader, Set<String> localPaths) {
        forwarder = new LeaderForwarder(newLeader, localPaths, apis, threads, client);
    }

    /**
     * Listens at {@code host} and {@code port}, 0 for any free one, and returns the port. Throws
     * {@link CannotListenException} if the address cannot be used.
     */
    public int start(String host, int port) {
        if (javalin != null) {
            throw new IllegalStateException("server was started before");
        }
        this.host = host;
        this.port = port;
        try {
            loopback = InetAddress.getByName(host).isLoopbackAddress();
            Javalin created = Javalin.create(this::configure);
            javalin = created;
            created.start();
            log.info("listening: address={}:{}", host, created.port());
            return created.port();
        } catch (UnknownHostException e) {
            throw new CannotListenException(host, port, "unknown host", e);
        } catch (JavalinException e) {
            close();
            throw new CannotListenException(host, port, reasonOf(e), e);
        }
    }

    /** Refuses new requests, lets those under way end, for the stop timeout at most, and stops. Does nothing twice. */
    @Override
    public void close() {
        Javalin running = javalin;
        if (running == null) {
            return;
        }
        try {
            // Jetty would throw if a client did not end in time; a stop is no failure of ours.
            requests.shutdown().get(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("requests cut off by the stop: requests={}", requests.getCurrentRequestCount());
        } catch (ExecutionException e) {
            log.warn("waiting for requests under way failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.stop();
    }

    private void configure(JavalinConfig config) {
        JavalinLogger.enabled = false; // it logs with a stack trace what we throw in one line
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.ignoreTrailingSlashes = false;
        config.router.treatMultipleSlashesAsSingleSlash = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = settings.maxBodyBytes();
        config.http.asyncTimeout = 0; // every API ends its waiting itself
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setHeaderCacheCaseSensitive(true); // else a token would be read as one before it of another case
        });
        config.jetty.addConnector(this::connector);
        config.jetty.modifyServer(this::configureJetty);
        config.router.javaLangErrorHandler((response, error) -> {
            log.error("request failed by an error", error);
            response.setStatus(HttpStatus.INTERNAL_SERVER_ERROR_500);
        });
        RequestGuard guard = new RequestGuard(settings, loopback);
        config.routes.before(guard::check);
        LeaderForwarder passingOn = forwarder;
        if (passingOn != null) {
            config.routes.before(passingOn::handle);
        }
        for (Api api : apis) {
            api.addRoutes(config.routes, threads);
        }
        config.routes.exception(HttpResponseException.class, this::answerUnrouted);
        config.routes.exception(Exception.class, (e, ctx) -> answer(ctx, Failure.of(e)));
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = TlsConnectors.create(server, http, settings.tls(), ClientCertificate.WANTED);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        return connector;
    }

    private void configureJetty(Server server) {
        // Chunks count with what it costs to keep them, or a megabyte of single bytes would fill the memory.
        int limit = settings.maxBodyBytes() + settings.maxBodyBytes() / 8;
        requests.setHandler(new ContentTypeSpelling(new EagerContentHandler(
                new EagerContentHandler.RetainedContentLoaderFactory(limit, CHUNK_OVERHEAD_BYTES, true))));
        server.setHandler(requests); // Javalin hangs its own handler below the last of these
        server.setErrorHandler(new JettyErrors(
                (path, status) -> errorAnswer(path, new Failure(status, HttpStatus.getMessage(status)))));
    }

    /** Called for what Javalin itself refuses: an unknown path, a wrong method, a body that is too large. */
    private void answerUnrouted(HttpResponseException e, Context ctx) {
        if (e.getStatus() == HttpStatus.METHOD_NOT_ALLOWED_405) {
            ctx.status(e.getStatus()).header("Allow", e.getDetails().getOrDefault("availableMethods", ""));
            ctx.res().setContentType(null);
        } else if (e.getStatus() == HttpStatus.NOT_FOUND_404) {
            ErrorAnswer answer = ErrorAnswer.plain(NOT_FOUND);
            ctx.status(e.getStatus()).contentType(answer.contentType()).result(answer.body());
        } else {
            answer(ctx, new Failure(e.getStatus(), HttpStatus.getMessage(e.getStatus())));
        }
    }

    private void answer(Context ctx, Failure failure) {
        ErrorAnswer answer = errorAnswer(ctx.path(), failure);
        ctx.status(failure.status()).contentType(answer.contentType()).result(answer.body());
        if (failure.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
            ctx.header("Retry-After", Failure.RETRY_AFTER_SECONDS);
        }
    }

    private ErrorAnswer errorAnswer(String path, Failure failure) {
        for (Api api : apis) {
            if (path.startsWith(api.pathPrefix())) {
                return api.errorAnswer(failure.status(), failure.message());
            }
        }
        return ErrorAnswer.plain(failure.message() + "\n");
    }

    private static String reasonOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return cause.getMessage() + ". Maybe another center runs there: stop it, or listen on another port";
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
