package io.humpback.server.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.server.agent.AnnouncementException.Kind;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.security.TlsFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Announces an agent to a center over HTTP. Follows no redirect and uses no proxy, since the token goes along; reads at
 * most 64 kB of an answer. Safe for use by several threads.
 */
public final class CenterAnnouncements implements AnnouncementTarget {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(3);
    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final long MAX_ANSWER_BYTES = 64 * 1024;
    private static final int MAX_REASON = 300;
    private static final double MAX_HEARTBEAT_SECONDS = 3600;

    private final URI center;
    private final HttpUrl nodes;
    private final @Nullable ClusterToken token;
    private final OkHttpClient client;
    private volatile @Nullable Call current;

    /**
     * Creates it; nothing is sent yet.
     *
     * @param center {@code http://host:port} or {@code https://host:port}; over TLS its certificate must be for that host
     * @param token the cluster's secret; null where our certificate takes its place
     * @param tls our certificate and whom we trust; null for none and for the system's own trust
     */
    public CenterAnnouncements(URI center, @Nullable ClusterToken token, AgentAccess.@Nullable Tls tls) {
        this.center = center;
        this.nodes = Objects.requireNonNull(HttpUrl.get(center.toString()).resolve("/v2/nodes/"), "nodes");
        this.token = token;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .callTimeout(DEADLINE)
                .connectTimeout(Duration.ZERO) // zero is none: the whole call has its limit
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(true)
                .proxy(Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(1, 30, TimeUnit.SECONDS));
        if (tls != null) {
            builder.sslSocketFactory(tls.context().getSocketFactory(), tls.trust());
        }
        this.client = builder.build();
    }

    @Override
    public Lease announce(String agentKey, NodeRecord record, Duration ttl) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ttlSeconds", Math.max(1, ttl.toSeconds()));
        body.put("node", record);
        Request request =
                request(agentKey).put(RequestBody.create(json(body), JSON)).build();
        return call(client.newCall(request), CenterAnnouncements::lease);
    }

    @Override
    public void leave(String agentKey, String instance) {
        HttpUrl url = url(agentKey)
                .newBuilder()
                .addQueryParameter("instance", instance)
                .build();
        Call call = client.newCall(request(agentKey).url(url).delete().build());
        call.timeout().timeout(LEAVE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        var unused = call(call, response -> true);
    }

    private HttpUrl url(String agentKey) {
        return nodes.newBuilder().addPathSegment(agentKey).build();
    }

    private Request.Builder request(String agentKey) {
        Request.Builder request = new Request.Builder()
                .url(url(agentKey))
                .header("User-Agent", "Humpback-Agent")
                .header("Accept-Encoding", "identity"); // what is small on the wire shall not grow in memory
        return token == null ? request : request.header("Authorization", token.authorization());
    }

    /** Reads an answer. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonNode answer);
    }

    private <T> T call(Call call, Reader<T> reader) {
        current = call;
        try (Response response = call.execute()) {
            JsonNode answer = body(response);
            if (!response.isSuccessful()) {
                throw refused(response, answer);
            }
            return reader.read(answer);
        } catch (IOException e) {
            throw AnnouncementException.of(Kind.UNREACHABLE, "center does not answer: " + reason(e), e);
        } finally {
            current = null;
        }
    }

    private static Lease lease(JsonNode answer) {
        double seconds = answer.path("heartbeatSeconds").asDouble(0);
        // Also refuses what is no number.
        boolean sensible = seconds > 0 && seconds <= MAX_HEARTBEAT_SECONDS;
        return new Lease(
                sensible ? Duration.ofMillis((long) (seconds * 1000)) : Duration.ofHours(1),
                oneLine(answer.path("clusterId").asText("")));
    }

    private static AnnouncementException refused(Response response, JsonNode answer) {
        int status = response.code();
        String detail = oneLine(answer.path("detail").asText(""));
        String message = "center says " + status + (detail.isEmpty() ? "" : ": " + detail);
        if (status == 409 && answer.path("newestStamp").isIntegralNumber()) {
            return AnnouncementException.stale(
                    message, answer.path("newestStamp").asLong());
        }
        if (status == 401) {
            return AnnouncementException.of(Kind.UNAUTHORIZED, message, null);
        }
        if (status >= 500) {
            return AnnouncementException.of(Kind.UNREACHABLE, message, null);
        }
        boolean foreign = status == 404 || response.isRedirect();
        return AnnouncementException.of(
                Kind.REFUSED, foreign ? message + ". Maybe this is no Humpback center" : message, null);
    }

    /** Returns what the body says, nothing if it is no JSON or too large: the status has said what matters. */
    private static JsonNode body(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(MAX_ANSWER_BYTES + 1)) {
            return MAPPER.createObjectNode();
        }
        try {
            JsonNode node = MAPPER.readTree(source.readString(StandardCharsets.UTF_8));
            return node == null ? MAPPER.createObjectNode() : node;
        } catch (JsonProcessingException e) {
            return MAPPER.createObjectNode();
        }
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records can be written", e);
        }
    }

    /** What another program says must not break our log line, nor fill it. */
    private static String oneLine(String text) {
        String cut = text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text;
        return cut.replaceAll("[\\p{Cc}\\x{2028}\\x{2029}]+", " ").strip();
    }

    private String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "host not found";
        }
        Optional<String> tls = TlsFailure.words(e);
        if (tls.isPresent()) {
            return tls.get();
        }
        if (e instanceof InterruptedIOException) {
            return "no answer in time";
        }
        boolean cut = "https".equals(center.getScheme()) && (e instanceof SocketException || e instanceof EOFException);
        return oneLine(String.valueOf(e.getMessage()))
                + (cut ? ". Maybe it does not take our certificate: its log says" : "");
    }

    @Override
    public void cancel() {
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public void close() {
        cancel();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    @Override
    public String toString() {
        return center.toString();
    }
}
