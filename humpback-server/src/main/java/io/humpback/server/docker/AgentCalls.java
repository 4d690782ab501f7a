package io.humpback.server.docker;

import com.google.common.io.ByteStreams;
import io.humpback.core.Fence;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.server.security.TlsFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one agent. Each ends at its deadline with an answer or an {@link EngineException}, which says that the outcome
 * is unknown unless the agent answered or nothing was sent. Safe for use by several threads.
 */
final class AgentCalls {
    private static final MediaType JSON = MediaType.get(AgentWire.JSON);
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final int MAX_PULSE = 200;
    /** Well below what agents allow, since a call on a connection that is just being closed has an unknown outcome. */
    private static final int KEPT_SECONDS = 30;

    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final String endpoint;
    private final HttpUrl root;
    private final AgentAccess access;
    private final Clients clients;
    private final @Nullable Supplier<Fence> fence;
    private final BooleanSupplier leads;
    private final FailureReading failures;
    private volatile String pulse = "";

    /** Says what an answer that is no success means. */
    @FunctionalInterface
    interface FailureReading {
        /** Returns the failure; throws {@link IllegalArgumentException} if no agent gives such an answer. */
        EngineException read(int status, byte[] body);
    }

    /** Calls of our own protocol, each change in the name of a leader. */
    static AgentCalls ofOurs(
            String endpoint, AgentAccess access, Clients clients, Supplier<Fence> fence, BooleanSupplier leads) {
        FailureReading failures =
                (status, body) -> AgentWire.decode(body, AgentError.class).toException(endpoint);
        return new AgentCalls(endpoint, AgentWire.ROOT, access, clients, fence, leads, failures);
    }

    /** Calls of the original's protocol, which knows no leader. */
    static AgentCalls ofOriginal(String endpoint, AgentAccess access, Clients clients, FailureReading failures) {
        return new AgentCalls(endpoint, "/v1", access, clients, null, () -> false, failures);
    }

    private AgentCalls(
            String endpoint,
            String path,
            AgentAccess access,
            Clients clients,
            @Nullable Supplier<Fence> fence,
            BooleanSupplier leads,
            FailureReading failures) {
        HttpUrl parsed = HttpUrl.parse(endpoint + path);
        if (parsed == null || !AgentConnector.isAgent(endpoint)) {
            throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: http://host:port or https://…)");
        }
        this.endpoint = endpoint;
        this.root = parsed;
        this.access = access;
        this.clients = clients;
        this.fence = fence;
        this.leads = leads;
        this.failures = failures;
    }

    /** The connections of all agents. */
    static final class Clients implements AutoCloseable {
        private final OkHttpClient http;

        Clients(AgentAccess access) {
            OkHttpClient.Builder builder = new OkHttpClient.Builder()
                    .connectionPool(new ConnectionPool(128, KEPT_SECONDS, TimeUnit.SECONDS))
                    .retryOnConnectionFailure(false) // whether to ask again is the control loop's to decide
                    .followRedirects(false) // the token is for the agent alone
                    .followSslRedirects(false)
                    .proxy(Proxy.NO_PROXY)
                    .readTimeout(Duration.ZERO)
                    .writeTimeout(Duration.ZERO)
                    .connectTimeout(Duration.ZERO) // the call's own deadline is all there is
                    .eventListenerFactory(call -> new SentListener());
            AgentAccess.Tls tls = access.tls();
            if (tls != null) {
                builder.sslSocketFactory(tls.context().getSocketFactory(), tls.trust());
            }
            http = builder.build();
        }

        @Override
        public void close() {
            http.dispatcher().cancelAll();
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
    }

    /** Set as soon as the first byte of a request may have left. */
    private static final class Sent {
        private volatile boolean sent;
    }

    private static final class SentListener extends EventListener {
        @Override
        public void requestHeadersStart(Call call) {
            Sent sent = call.request().tag(Sent.class);
            if (sent != null) {
                sent.sent = true;
            }
        }
    }

    /** Reads an answer that is no failure. */
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream body) throws IOException;
    }

    String endpoint() {
        return endpoint;
    }

    HttpUrl url(List<String> path) {
        HttpUrl.Builder url = root.newBuilder();
        path.forEach(url::addPathSegment);
        return url.build();
    }

    /** Returns the header that says who asks, empty without a token. */
    String authorization() {
        return access.token().isEmpty() ? "" : "Bearer " + access.token();
    }

    /** Reads one value of our protocol. */
    <T> T get(String what, List<String> path, Duration deadline, Class<T> type) {
        return get(what, url(path), deadline, body -> value(body, type));
    }

    /**
     * Asks how the agent is, showing it the stamp of the last such answer that came, so that it knows that it was heard:
     * as far as the control loop is concerned, nothing else is a sign of life.
     */
    <T> T probe(String what, List<String> path, Duration deadline, Class<T> type) {
        Request.Builder request = request(url(path), deadline).get();
        String shown = pulse;
        if (!shown.isEmpty() && addLeader(request)) {
            request.header(AgentWire.PULSE_HEADER, shown);
        }
        return call(what, request.build(), deadline, body -> value(body, type), response -> {
            String stamp = response.header(AgentWire.PULSE_HEADER);
            pulse = stamp == null || stamp.length() > MAX_PULSE ? "" : stamp;
        });
    }

    /** Says who asks; returns false unless this center leads. */
    private boolean addLeader(Request.Builder request) {
        if (fence == null || !leads.getAsBoolean()) {
            return false;
        }
        try {
            addFence(request, fence.get());
            return true;
        } catch (IllegalStateException e) {
            return false; // nodes are asked how they are before anybody has taken the lead
        }
    }

    private static void addFence(Request.Builder request, Fence current) {
        request.header(AgentWire.CLUSTER_HEADER, current.clusterId())
                .header(AgentWire.EPOCH_HEADER, Long.toString(current.epoch()));
    }

    /** Reads. */
    <T> T get(String what, HttpUrl url, Duration deadline, Reading<T> reading) {
        return call(what, request(url, deadline).get().build(), deadline, reading);
    }

    /** Changes something, which is fenced. */
    <T> T change(
            String what,
            String method,
            List<String> path,
            @Nullable Object body,
            Duration deadline,
            Reading<T> reading) {
        return change(what, method, url(path), body == null ? null : AgentWire.encodeBytes(body), deadline, reading);
    }

    /** As above, with a body that is written already. */
    <T> T change(
            String what, String method, HttpUrl url, byte @Nullable [] body, Duration deadline, Reading<T> reading) {
        RequestBody bytes = body != null
                ? RequestBody.create(body, JSON)
                : method.equals("DELETE") ? null : RequestBody.create(new byte[0]);
        Request.Builder request = request(url, deadline).method(method, bytes);
        if (fence != null) {
            addFence(request, fence.get());
        }
        return call(what, request.build(), deadline, reading);
    }

    private Request.Builder request(HttpUrl url, Duration deadline) {
        Request.Builder request = new Request.Builder()
                .url(url)
                .tag(Sent.class, new Sent())
                .header(AgentWire.DEADLINE_HEADER, Long.toString(deadline.toMillis()));
        String authorization = authorization();
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private <T> T call(String what, Request request, Duration deadline, Reading<T> reading) {
        return call(what, request, deadline, reading, response -> {});
    }

    private <T> T call(
            String what, Request request, Duration deadline, Reading<T> reading, Consumer<Response> onSuccess) {
        Call call = clients.http.newCall(request);
        call.timeout().timeout(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
        try (Response response = call.execute()) {
            InputStream body = ByteStreams.limit(response.body().byteStream(), MAX_ANSWER_BYTES);
            if (!response.isSuccessful()) {
                throw failure(what, response.code(), body.readAllBytes());
            }
            T read = reading.read(body);
            onSuccess.accept(response);
            return read;
        } catch (IOException | IllegalArgumentException e) {
            Sent sent = request.tag(Sent.class);
            if ((sent != null && !sent.sent) || TlsFailure.isRefusal(e)) {
                throw new EngineUnreachableException(endpoint, what + ": " + words(e), e);
            }
            throw new EngineTimeoutException(endpoint, what + ": " + words(e), e);
        }
    }

    static <T> T value(InputStream body, Class<T> type) throws IOException {
        return AgentWire.decode(body.readAllBytes(), type);
    }

    static Boolean nothing(InputStream body) throws IOException {
        body.readAllBytes(); // so that the connection can be used again
        return true;
    }

    /** An answer that no agent gives, such as a proxy's, claims nothing unless it is a plain refusal. */
    private EngineException failure(String what, int status, byte[] body) {
        try {
            return failures.read(status, body);
        } catch (IllegalArgumentException e) {
            String words = what + ": status " + status + " without a word of an agent";
            return status >= CLIENT_ERROR && status < SERVER_ERROR
                    ? AgentError.refused(status, words, "").toException(endpoint)
                    : new EngineTimeoutException(endpoint, words, e);
        }
    }

    private static String words(Exception e) {
        Optional<String> tls = TlsFailure.words(e);
        if (tls.isPresent()) {
            return tls.get();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
