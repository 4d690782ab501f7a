package io.humpback.discovery.etcd;

import com.google.common.net.HostAndPort;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendOptions;
import io.humpback.discovery.BackendUri;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one member of an etcd cluster at a time. When a call fails for the connection's sake the next one goes
 * to the next member, over a new channel: one that stayed would wait ever longer before it tries again, and would stay
 * with a member that is cut off from the others. Every call has a deadline. Safe for use by several threads.
 */
final class EtcdConnection implements AutoCloseable {
    /** Longer than a slow etcd takes (B7: 2 s for each call). */
    static final Duration CALL_LIMIT = Duration.ofSeconds(5);

    static final int DEFAULT_PORT = 2379;
    static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
    static final Set<String> OPTIONS = Set.of("user", "password", "tls", "ca", "cert", "key", "ttl");

    private static final Logger log = LoggerFactory.getLogger(EtcdConnection.class);
    /** A hung server does not end its connections; etcd refuses clients that ask more often than every 5 s. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(6);

    private static final Duration KEEP_ALIVE_LIMIT = Duration.ofSeconds(3);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    /** A new connection to the same member does no better at once. */
    private static final long SHORTEST_STAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<HostAndPort> endpoints;
    private final BackendOptions options;
    private final @Nullable SslContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "humpback-etcd");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Long, CompletableFuture<?>> pending = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final List<Client> retired = new ArrayList<>();
    private @Nullable Client client;
    private long generation;
    private long begunNanos;
    private volatile boolean closed;

    /** Creates it; nothing is sent yet. Throws {@link BackendException} if the URI makes no sense. */
    EtcdConnection(BackendUri uri) {
        endpoints = uri.hosts(DEFAULT_PORT);
        options = BackendOptions.of(uri, OPTIONS);
        tls = options.tls() ? tls(options) : null;
        if (options.user().isEmpty() != options.password().isEmpty()) {
            throw new BackendException("etcd options are incomplete: user and password (expected: both or none)", null);
        }
    }

    private static SslContext tls(BackendOptions options) {
        SslContextBuilder builder =
                SslContextBuilder.forClient().trustManager(options.files().trustManager());
        X509KeyManager own = options.files().keyManager();
        if (own != null) {
            builder.keyManager(own);
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new BackendException("TLS cannot be set up: reason=" + e.getMessage(), e);
        }
    }

    /** Returns the number of members that are known. */
    int members() {
        return endpoints.size();
    }

    BackendOptions options() {
        return options;
    }

    List<HostAndPort> endpoints() {
        return endpoints;
    }

    /** Returns a number that is another one once the connection was changed: then its watches are of no use. */
    synchronized long generation() {
        return generation;
    }

    /** Returns the client of the present connection. */
    synchronized Client client() {
        if (closed) {
            throw EtcdCallException.closed();
        }
        Client current = client;
        if (current == null) {
            current = build(endpoints.get((int) (generation % endpoints.size())));
            client = current;
            begunNanos = System.nanoTime();
        }
        return current;
    }

    private Client build(HostAndPort endpoint) {
        ClientBuilder builder = Client.builder()
                .target("dns:///" + endpoint)
                .executorService(threads)
                .waitForReady(false)
                .retryMaxAttempts(0)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .connectTimeout(CONNECT_LIMIT)
                .keepaliveTime(KEEP_ALIVE)
                .keepaliveTimeout(KEEP_ALIVE_LIMIT)
                .keepaliveWithoutCalls(true)
                .loadBalancerPolicy("pick_first");
        if (tls != null) {
            builder.sslContext(tls);
        }
        if (!options.user().isEmpty()) {
            builder.user(bytes(options.user())).password(bytes(options.password()));
        }
        return builder.build();
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    /** Does {@code call} within {@link #CALL_LIMIT}. */
    <T> T call(Function<Client, CompletableFuture<T>> call) {
        return call(CALL_LIMIT, call);
    }

    /**
     * Does {@code call} within {@code limit}; once more if only the token with which we had logged in was too old.
     *
     * @throws EtcdCallException if it failed
     */
    <T> T call(Duration limit, Function<Client, CompletableFuture<T>> call) {
        try {
            return once(limit, call);
        } catch (EtcdCallException e) {
            if (e.message().contains("invalid auth token") || e.message().contains("revision of auth store is old")) {
                return once(limit, call);
            }
            throw e;
        }
    }

    private <T> T once(Duration limit, Function<Client, CompletableFuture<T>> call) {
        Client current = client();
        CompletableFuture<T> future;
        try {
            future = call.apply(current).orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) { // of a client that was closed meanwhile
            lost(current);
            throw EtcdCallException.of(e);
        }
        long number = calls.incrementAndGet();
        pending.put(number, future);
        try {
            if (closed) {
                throw EtcdCallException.closed();
            }
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdCallException.of(e);
        } catch (ExecutionException e) {
            EtcdCallException failure = EtcdCallException.of(e);
            if (failure.isOfTheConnection()) {
                lost(current);
            }
            throw failure;
        } finally {
            pending.remove(number);
        }
    }

    /** Lets the next call use another connection than {@code failed}. Calls that are under way there may still end. */
    synchronized void lost(Client failed) {
        boolean young = System.nanoTime() - begunNanos < SHORTEST_STAY_NANOS;
        if (client != failed || (young && endpoints.size() == 1)) {
            return;
        }
        client = null;
        generation++;
        log.debug("connection to etcd is changed: next={}", endpoints.get((int) (generation % endpoints.size())));
        retired.add(failed);
        CompletableFuture.delayedExecutor(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS, threads)
                .execute(() -> retire(failed));
    }

    private void retire(Client failed) {
        synchronized (this) {
            retired.remove(failed);
        }
        failed.close();
    }

    /** Lets the calls that are under way fail. */
    void cancel() {
        pending.values().forEach(future -> future.completeExceptionally(EtcdCallException.closed()));
    }

    @Override
    public void close() {
        List<Client> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(retired);
            retired.clear();
            if (client != null) {
                open.add(client);
                client = null;
            }
        }
        cancel();
        open.forEach(Client::close);
        threads.shutdownNow();
    }
}
