package io.humpback.discovery.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.net.HostAndPort;
import io.humpback.core.HumpbackException;
import io.humpback.discovery.BackendOptions;
import io.humpback.discovery.ClusterPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that original agents write through etcd's v2 API, which is another key space than v3's, where the server
 * offers it ({@code --enable-v2}, up to etcd 3.5). A server that does not is asked again every minute. For one thread.
 */
final class LegacyRecords implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;
    private static final int NO_SUCH_KEY = 100;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Logger log = LoggerFactory.getLogger(LegacyRecords.class);

    private final List<HostAndPort> endpoints;
    private final BackendOptions options;
    private final String path;
    private final @Nullable SSLSocketFactory tls;
    private int member;
    private boolean offered = true;
    private long askedNanos;
    private Map<String, byte[]> last = Map.of();

    LegacyRecords(List<HostAndPort> endpoints, BackendOptions options, ClusterPath cluster) {
        this.endpoints = endpoints;
        this.options = options;
        this.path = "/v2/keys/" + escaped(cluster.nodes()) + "?quorum=true";
        this.tls = options.tls() ? options.files().context().getSocketFactory() : null;
    }

    private static String escaped(String keys) {
        return URLEncoder.encode(keys, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }

    /**
     * Returns the records by agent key; none where v2 is not offered.
     *
     * @throws HumpbackException if it is offered, and cannot be asked now
     */
    Map<String, byte[]> poll() {
        if (!offered && System.nanoTime() - askedNanos < ASK_AGAIN_NANOS) {
            return last;
        }
        askedNanos = System.nanoTime();
        try {
            last = ask(endpoints.get(member % endpoints.size()));
            return last;
        } catch (IOException e) {
            member++;
            if (last.isEmpty()) {
                return last; // nobody is known there: nothing to be told wrongly
            }
            throw EtcdCallException.of(e);
        }
    }

    private Map<String, byte[]> ask(HostAndPort endpoint) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create((tls == null ? "http://" : "https://") + endpoint + path)
                        .toURL()
                        .openConnection(Proxy.NO_PROXY);
        if (http instanceof HttpsURLConnection https && tls != null) {
            https.setSSLSocketFactory(tls);
        }
        http.setConnectTimeout((int) LIMIT.toMillis());
        http.setReadTimeout((int) LIMIT.toMillis());
        http.setInstanceFollowRedirects(false);
        if (!options.user().isEmpty()) {
            String login = options.user() + ":" + options.password();
            http.setRequestProperty(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        try {
            int status = http.getResponseCode();
            return status == HttpURLConnection.HTTP_OK ? records(body(http.getInputStream())) : none(status, http);
        } finally {
            http.disconnect();
        }
    }

    private Map<String, byte[]> none(int status, HttpURLConnection http) throws IOException {
        JsonNode error = body(http.getErrorStream());
        boolean empty = error.path("errorCode").asInt() == NO_SUCH_KEY;
        if (!empty && status >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
            throw new IOException("etcd's v2 API answers " + status);
        }
        offer(empty);
        return Map.of();
    }

    private void offer(boolean newly) {
        if (newly != offered) {
            log.debug("etcd's v2 API: offered={}", newly);
        }
        offered = newly;
    }

    private Map<String, byte[]> records(JsonNode answer) {
        offer(true);
        Map<String, byte[]> records = new HashMap<>();
        for (JsonNode node : answer.path("node").path("nodes")) {
            String key = node.path("key").asText();
            if (node.path("value").isTextual()) {
                records.put(
                        key.substring(key.lastIndexOf('/') + 1),
                        node.path("value").asText().getBytes(StandardCharsets.UTF_8));
            }
        }
        return records;
    }

    /** What is no JSON, as the answer of a server without v2, is a missing node. */
    private static JsonNode body(@Nullable InputStream stream) throws IOException {
        if (stream == null) {
            return MAPPER.missingNode();
        }
        try (stream) {
            byte[] bytes = stream.readNBytes(MAX_ANSWER_BYTES);
            try {
                return MAPPER.readTree(bytes);
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                return MAPPER.missingNode();
            }
        }
    }

    @Override
    public void close() {
        offered = false;
    }
}
