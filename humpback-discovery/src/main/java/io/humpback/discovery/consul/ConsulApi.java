package io.humpback.discovery.consul;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.discovery.consul.ConsulException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The few endpoints of Consul's that we need. Every method throws {@link ConsulException} if it failed. Safe for use by
 * several threads.
 *
 * <p>Newer versions take only letters, digits and {@code ,-_./} in a key that stands in a URL, and none that ends like
 * a file; in a transaction they take all. So a key that others choose goes into transactions only.
 */
final class ConsulApi {
    /** Its errors quote nothing: what stands in Consul may be secret. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final String CONSISTENT = "consistent";

    private final ConsulHttp http;
    private final Duration attempt;
    private final ConsulTimes times;

    /**
     * Creates it.
     *
     * @param attempt how long one host may take to answer
     */
    ConsulApi(ConsulHttp http, ConsulTimes times, Duration attempt) {
        this.http = http;
        this.times = times;
        this.attempt = attempt;
    }

    /** One element of a transaction's request or answer. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Wrapped<T>(@JsonProperty("KV") @Nullable T kv) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Failure(@JsonProperty("What") @Nullable String what) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Txn(
            @JsonProperty("Results") @Nullable List<Wrapped<KvPair>> results,
            @JsonProperty("Errors") @Nullable List<Failure> errors) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Created(@JsonProperty("ID") @Nullable String id) {}

    /** Returns what stands under {@code key} after all writes that were finished before, null if there is nothing. */
    @Nullable
    KvPair get(String key) {
        ConsulAnswer answer = http.send(ConsulRequest.get("kv/" + key, attempt).with(CONSISTENT));
        List<KvPair> pairs = pairs(answer);
        return pairs.isEmpty() ? null : pairs.get(0);
    }

    /**
     * Returns what stands under {@code key}, or below it if it ends with a slash. Waits up to {@code wait} for a change
     * after {@code index}; 0 does not wait. May return without a change. One that waits asks one host only: where that is
     * silent, time enough has passed.
     */
    KvListing query(String key, long index, Duration wait) {
        boolean waits = index > 0 && !wait.isZero();
        ConsulRequest request = ConsulRequest.get("kv/" + key, waits ? attemptOf(wait) : attempt);
        if (key.endsWith("/")) {
            request = request.with("recurse");
        }
        if (waits) {
            request = request.with("index", Long.toString(index))
                    .with("wait", wait.toMillis() + "ms")
                    .once();
        }
        ConsulAnswer answer = http.send(request);
        return new KvListing(answer.index(), answer.knownLeader(), pairs(answer));
    }

    private Duration attemptOf(Duration wait) {
        return times.attemptOf(wait).minus(times.attempt()).plus(attempt);
    }

    private static List<KvPair> pairs(ConsulAnswer answer) {
        return answer.isMissing() ? List.of() : read(answer.body(), new TypeReference<>() {});
    }

    /** Returns the keys that begin with {@code prefix}, each up to the next {@code separator}; all of it if that is empty. */
    List<String> keys(String prefix, String separator) {
        ConsulRequest request =
                ConsulRequest.get("kv/" + prefix, attempt).with("keys").with(CONSISTENT);
        ConsulAnswer answer = http.send(separator.isEmpty() ? request : request.with("separator", separator));
        return answer.isMissing() ? List.of() : read(answer.body(), new TypeReference<>() {});
    }

    /** Puts {@code value} if nobody else holds the key, and holds it. Returns false if somebody does, or lately did. */
    boolean acquire(String key, String value, String session) {
        return http.send(ConsulRequest.put("kv/" + key, value, attempt).with("acquire", session))
                .isTrue();
    }

    /** Puts {@code value} and lets go of the key if {@code session} holds it. */
    boolean release(String key, String value, String session) {
        return http.send(ConsulRequest.put("kv/" + key, value, attempt).with("release", session))
                .isTrue();
    }

    /** Deletes the key if it was changed last at {@code index}. */
    boolean deleteIf(String key, long index) {
        return http.send(ConsulRequest.delete("kv/" + key, attempt).with("cas", Long.toString(index)))
                .isTrue();
    }

    /** Does all of it or nothing; sent to one host only, since a second time could be refused for the first's sake. */
    TxnOutcome change(List<KvOperation> operations) {
        return txn(request(operations).once());
    }

    /** Does all of it or nothing; may be done twice. */
    TxnOutcome changeAgain(List<KvOperation> operations) {
        return txn(request(operations));
    }

    /** Reads as of one moment, after all writes that were finished before. */
    TxnOutcome read(List<KvOperation> operations) {
        return txn(request(operations).with(CONSISTENT));
    }

    private ConsulRequest request(List<KvOperation> operations) {
        return ConsulRequest.put(
                "txn", write(operations.stream().map(Wrapped::new).toList()), attempt);
    }

    private TxnOutcome txn(ConsulRequest request) {
        ConsulAnswer answer = http.send(request);
        if (answer.isMissing()) {
            throw new ConsulException(Kind.REFUSED, "consul has no transactions (expected: Consul 1.0 or later)", null);
        }
        Txn txn = read(answer.body(), new TypeReference<>() {});
        if (answer.status() != 200) {
            List<Failure> errors = Objects.requireNonNullElse(txn.errors, List.of());
            return new TxnOutcome(
                    false,
                    List.of(),
                    errors.isEmpty() ? "none" : ConsulRefusals.line(String.valueOf(errors.get(0).what)));
        }
        List<Wrapped<KvPair>> results = Objects.requireNonNullElse(txn.results, List.of());
        return new TxnOutcome(
                true, results.stream().map(Wrapped::kv).filter(Objects::nonNull).toList(), "");
    }

    /**
     * Creates a session that lasts until it is not renewed for its TTL, up to twice as long. It depends on no health
     * check of Consul's own: its agent may fail, or be another one at the next renewal.
     *
     * @param behavior what becomes of its keys: {@code release} or {@code delete}
     */
    String createSession(String name, Duration ttl, String behavior, Duration lockDelay) {
        Map<String, Object> body = Map.of(
                "Name",
                name,
                "TTL",
                ttl.toSeconds() + "s",
                "Behavior",
                behavior,
                "LockDelay",
                lockDelay.toSeconds() + "s",
                "Checks",
                List.of(),
                "NodeChecks",
                List.of());
        ConsulAnswer answer = http.send(ConsulRequest.put("session/create", write(body), attempt));
        Created created = read(answer.body(), new TypeReference<>() {});
        if (created.id == null || created.id.isEmpty()) {
            throw new ConsulException(Kind.UNKNOWN, "consul created no session", null);
        }
        return created.id;
    }

    /** Returns false if there is no such session any more. */
    boolean renew(String session) {
        return !http.send(ConsulRequest.put("session/renew/" + session, "", attempt))
                .isMissing();
    }

    /** Ends the session, if there is one, and what it holds. */
    void destroy(String session) {
        var unused = http.send(ConsulRequest.put("session/destroy/" + session, "", attempt));
    }

    private static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("request cannot be written as JSON", e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new ConsulException(Kind.UNKNOWN, "consul's answer is not what was expected", e);
        }
        if (value == null) {
            throw new ConsulException(Kind.UNKNOWN, "consul's answer is null", null);
        }
        return value;
    }
}
