package io.humpback.discovery.consul;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A Consul with one server, as its clients see it over HTTP: keys, sessions, blocking queries, transactions, TTL checks,
 * access control. It can be frozen, killed, restarted with other data, slowed down, and told to refuse. Its sessions may
 * be given shorter TTLs than a real one allows. Safe for use by several threads.
 */
final class TestingConsul implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else 40 ms for each answer
    }

    /** An answer in place of what was asked for. */
    record Injected(int status, String body) {}

    final DoubleState state;
    /** Method, path and query of each request, in order. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Who may do everything; empty if access control is off. */
    volatile Set<String> tokens = Set.of();

    volatile Injected writesGet;
    volatile Injected allGet;
    /** Before each answer. */
    volatile Duration delay = Duration.ZERO;
    /** What every answer says; 0 for the truth. */
    volatile long saysIndex;

    volatile boolean knownLeader = true;
    /** As for a token that may not read everything. */
    volatile boolean hidesKeys;
    /** What newer versions refuse to take in a URL. */
    volatile boolean strictKeys = true;

    private final ScheduledExecutorService reaper =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "testing-consul-reaper"));
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "testing-consul"));
    private final DoubleRoutes routes;
    private final int port;
    private final SSLContext tls;
    private volatile CountDownLatch thawed = new CountDownLatch(0);
    private HttpServer server;

    private TestingConsul(LongSupplier nanos, Duration shortestTtl, SSLContext tls) {
        this.tls = tls;
        state = new DoubleState(nanos);
        routes = new DoubleRoutes(this, state, nanos, shortestTtl);
        server = listen(0);
        port = server.getAddress().getPort();
        reaper.scheduleWithFixedDelay(
                () -> {
                    if (thawed.getCount() == 0) {
                        state.reap();
                    }
                },
                20,
                20,
                TimeUnit.MILLISECONDS);
    }

    /** Starts one that keeps to the letter, and lives by {@code nanos}. */
    static TestingConsul exact(LongSupplier nanos) {
        return new TestingConsul(nanos, Duration.ofSeconds(10), null);
    }

    /** Starts one that also takes TTLs down to a second. */
    static TestingConsul quick() {
        return quick(System::nanoTime);
    }

    static TestingConsul quick(LongSupplier nanos) {
        return new TestingConsul(nanos, Duration.ofSeconds(1), null);
    }

    /** Starts one that talks TLS alone, and wants a certificate of its clients. */
    static TestingConsul secure(SSLContext tls) {
        return new TestingConsul(System::nanoTime, Duration.ofSeconds(1), tls);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private HttpServer listen(int onPort) {
        try {
            InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort);
            HttpServer created = tls == null ? HttpServer.create(at, 0) : secured(at);
            created.setExecutor(threads);
            created.createContext("/", this::handle);
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServer secured(InetSocketAddress at) throws IOException {
        HttpsServer created = HttpsServer.create(at, 0);
        created.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        return created;
    }

    int port() {
        return port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            DoubleRequest request = DoubleRequest.of(exchange);
            requests.add(request.method() + " " + request.path() + "?" + request.query());
            if (!delay.isZero()) {
                var unused = new CountDownLatch(1).await(delay.toNanos(), TimeUnit.NANOSECONDS);
            }
            thawed.await();
            DoubleAnswer answer = answer(request);
            thawed.await();
            send(exchange, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DoubleAnswer answer(DoubleRequest request) throws InterruptedException {
        Injected injected = allGet == null && !request.method().equals("GET") ? writesGet : allGet;
        if (injected != null) {
            return DoubleAnswer.of(injected.status(), injected.body());
        }
        if (!tokens.isEmpty() && !tokens.contains(request.token())) {
            return DoubleAnswer.of(403, request.token().isEmpty() ? "Permission denied" : "ACL not found");
        }
        return routes.answer(request);
    }

    private void send(HttpExchange exchange, DoubleAnswer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        if (answer.index() > 0) {
            headers.set("X-Consul-Index", Long.toString(saysIndex > 0 ? saysIndex : answer.index()));
            headers.set("X-Consul-KnownLeader", Boolean.toString(knownLeader));
            headers.set("X-Consul-LastContact", "0");
        }
        if (hidesKeys) {
            headers.set("X-Consul-Results-Filtered-By-ACLs", "true");
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Answers nothing and ends no session, as a stopped process, until {@link #thaw}. */
    void freeze() {
        thawed = new CountDownLatch(1);
    }

    /** Goes on: what was asked meanwhile is answered, and what expired meanwhile ends. */
    void thaw() {
        state.reap();
        thawed.countDown();
    }

    /** Ends as a killed process does: its connections are reset and new ones refused. */
    void kill() {
        server.stop(0);
    }

    /** Starts again on the same port, with the data that it had. Its sessions get their whole time anew. */
    void restart() {
        state.elected();
        server = listen(port);
    }

    /** Starts again on the same port with other data. */
    void restart(DoubleState.Copy data) {
        state.restore(data);
        restart();
    }

    @Override
    public void close() {
        thawed.countDown();
        server.stop(0);
        reaper.shutdownNow();
        threads.shutdownNow();
    }
}
