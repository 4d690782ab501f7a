package io.humpback.discovery.consul;

import com.google.common.net.HostAndPort;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendOptions;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.consul.ConsulException.Kind;
import java.io.IOException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one of several hosts: to the one that answered last, and if it fails to the next one. Every attempt
 * has a limit, and all of them together take twice as long at most. Follows no redirect and uses no proxy, since the
 * token goes with each request. Safe for use by several threads.
 */
final class ConsulHttp implements AutoCloseable {
    static final int DEFAULT_PORT = 8500;

    private static final Set<String> OPTIONS = Set.of("token", "tls", "ca", "cert", "key", "ttl");
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    /** Far more than the state of a large cluster has. */
    private static final int MAX_BODY_BYTES = 256 << 20;

    private final OkHttpClient client;
    private final BackendOptions options;
    private final List<HostAndPort> hosts;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile int preferred;
    private volatile boolean closed;

    private ConsulHttp(OkHttpClient client, BackendOptions options, List<HostAndPort> hosts) {
        this.client = client;
        this.options = options;
        this.hosts = hosts;
    }

    /** Returns a way to the hosts of {@code uri}; sends nothing yet. Throws {@link BackendException} if it makes no sense. */
    static ConsulHttp to(BackendUri uri) {
        List<HostAndPort> hosts = uri.hosts(DEFAULT_PORT);
        BackendOptions options = BackendOptions.of(uri, OPTIONS);
        if (!options.token().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new BackendException("backend option is malformed: option=token (expected: ASCII, no spaces)", null);
        }
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(Duration.ZERO) // none: each call has its own limit
                .writeTimeout(Duration.ZERO)
                .retryOnConnectionFailure(false) // nothing is sent twice unless we say so
                .followRedirects(false)
                .followSslRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .protocols(List.of(Protocol.HTTP_1_1)) // a connection that hangs ends with its one call
                .eventListener(new Sent());
        if (options.tls()) {
            builder.sslSocketFactory(
                    options.files().context().getSocketFactory(),
                    options.files().trustManager());
        }
        return new ConsulHttp(builder.build(), options, hosts);
    }

    /** Notes on a call that its request may be on its way. */
    private static final class Sent extends EventListener {
        @Override
        public void requestHeadersStart(Call call) {
            AtomicBoolean sent = call.request().tag(AtomicBoolean.class);
            if (sent != null) {
                sent.set(true);
            }
        }
    }

    /** Returns another way to the same hosts, which is cancelled and closed apart from this one. */
    ConsulHttp another() {
        return new ConsulHttp(client, options, hosts);
    }

    BackendOptions options() {
        return options;
    }

    List<HostAndPort> hosts() {
        return hosts;
    }

    /** Returns the answer. Throws {@link ConsulException} if no host gave one that says whether the request was done. */
    ConsulAnswer send(ConsulRequest request) {
        long begun = System.nanoTime();
        int first = preferred;
        ConsulException failure = null;
        for (int i = 0; failure == null || mayGoOn(request, failure, i, begun); i++) {
            int host = (first + i) % hosts.size();
            long left = begun + request.attempt().multipliedBy(2).toNanos() - System.nanoTime();
            try {
                ConsulAnswer answer = attempt(
                        hosts.get(host), request, Math.min(request.attempt().toNanos(), left));
                preferred = host;
                return answer;
            } catch (ConsulException e) {
                failure = worse(failure, e);
                preferred = e.isOfTheHost() ? (host + 1) % hosts.size() : host;
            }
        }
        throw failure;
    }

    /**
     * Each host is tried once; a host that is the only one is tried again if it did not keep us waiting, since it may have
     * been started anew, so that an old connection was of no use.
     */
    private boolean mayGoOn(ConsulRequest request, ConsulException failure, int tried, long begun) {
        long elapsed = System.nanoTime() - begun;
        boolean inTime = tried < hosts.size()
                ? elapsed < request.attempt().multipliedBy(2).toNanos()
                : tried < 2 && elapsed < request.attempt().dividedBy(2).toNanos();
        return inTime && !closed && failure.isOfTheHost() && (request.repeatable() || failure.kind() != Kind.UNKNOWN);
    }

    /** What one host may have done the refusal of another does not undo. */
    private static ConsulException worse(@Nullable ConsulException before, ConsulException now) {
        return before != null && before.kind() == Kind.UNKNOWN ? before : now;
    }

    private ConsulAnswer attempt(HostAndPort host, ConsulRequest request, long limitNanos) {
        AtomicBoolean sent = new AtomicBoolean();
        Call call = client.newCall(toHttp(host, request, sent));
        call.timeout().timeout(limitNanos, TimeUnit.NANOSECONDS);
        calls.add(call);
        try {
            if (closed) { // asked after it was added: either we see this, or close() sees the call
                throw closed();
            }
            return execute(host, call);
        } catch (IOException e) {
            client.connectionPool().evictAll(); // what else is idle may be as dead
            throw failure(host, e, sent.get());
        } finally {
            calls.remove(call);
        }
    }

    private Request toHttp(HostAndPort host, ConsulRequest request, AtomicBoolean sent) {
        HttpUrl.Builder url = new HttpUrl.Builder()
                .scheme(options.tls() ? "https" : "http")
                .host(host.getHost())
                .port(host.getPort())
                .addPathSegments("v1/" + request.path());
        for (int i = 0; i < request.query().size(); i += 2) {
            String value = request.query().get(i + 1);
            url.addQueryParameter(request.query().get(i), value.isEmpty() ? null : value);
        }
        String text = request.body();
        RequestBody body = text == null ? null : RequestBody.create(text.getBytes(StandardCharsets.UTF_8), null);
        Request.Builder builder = new Request.Builder()
                .url(url.build())
                .method(request.method(), body)
                .header("User-Agent", "Humpback")
                .tag(AtomicBoolean.class, sent);
        if (!options.token().isEmpty()) {
            builder.header("X-Consul-Token", options.token());
        }
        return builder.build();
    }

    private static ConsulAnswer execute(HostAndPort host, Call call) throws IOException {
        try (Response response = call.execute()) {
            byte[] bytes = response.body().byteStream().readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new IOException("the answer has more than " + MAX_BODY_BYTES + " bytes");
            }
            String body = new String(bytes, StandardCharsets.UTF_8);
            ConsulException refusal = ConsulRefusals.of(host, response.code(), body);
            if (refusal != null) {
                throw refusal;
            }
            if ("true".equals(response.header("X-Consul-Results-Filtered-By-ACLs"))) {
                throw ConsulRefusals.filtered(host);
            }
            return new ConsulAnswer(
                    response.code(),
                    index(response.header("X-Consul-Index")),
                    !"false".equals(response.header("X-Consul-KnownLeader")),
                    body);
        }
    }

    /** An index that makes no sense stands for none: then the next read begins anew. */
    private static long index(@Nullable String header) {
        try {
            return header == null ? 0 : Math.max(0, Long.parseLong(header));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private ConsulException failure(HostAndPort host, IOException e, boolean sent) {
        if (closed) {
            return closed();
        }
        String reason =
                ConsulRefusals.line(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        return new ConsulException(
                sent ? Kind.UNKNOWN : Kind.UNREACHABLE,
                (sent ? "consul did not answer: host=" : "consul cannot be reached: host=") + host + ", reason="
                        + reason + hint(e),
                e);
    }

    private static String hint(IOException e) {
        if (e instanceof UnknownHostException) {
            return ": there is no host of this name";
        }
        return e instanceof SSLException
                ? ". Maybe this is no TLS port, or option ca does not name who signed the server's certificate"
                : "";
    }

    private static ConsulException closed() {
        return new ConsulException(Kind.UNKNOWN, "connection to consul is closed", null);
    }

    /** Ends the calls that are under way: they fail. */
    void cancel() {
        calls.forEach(Call::cancel);
    }

    /** Ends all calls of this way. Repeated calls do nothing. */
    @Override
    public void close() {
        closed = true;
        cancel();
        client.connectionPool().evictAll(); // those that are idle
    }
}
