package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The double must do what Consul's documentation says, by a client that is not ours. */
class TestingConsulTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final AtomicLong nanos = new AtomicLong(1);
    private final TestingConsul consul = TestingConsul.exact(nanos::get);

    @AfterEach
    void close() {
        consul.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + consul.port() + "/v1/" + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(String path) {
        return send(to(path));
    }

    private HttpResponse<String> put(String path, String body) {
        return send(to(path).PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String path) {
        return send(to(path).DELETE());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private JsonNode pair(String key) {
        return json(get("kv/" + key)).get(0);
    }

    private String session(String body) {
        return json(put("session/create", body)).path("ID").asText();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        consul.state.reap();
    }

    @Test
    void readsAKeyAsAnArray() {
        put("kv/a/b?flags=42", "text");

        JsonNode pair = pair("a/b");

        assertThat(pair.path("Key").asText()).isEqualTo("a/b");
        assertThat(new String(Base64.getDecoder().decode(pair.path("Value").asText()), StandardCharsets.UTF_8))
                .isEqualTo("text");
        assertThat(pair.path("Flags").asLong()).isEqualTo(42);
        assertThat(pair.path("LockIndex").asLong()).isZero();
        assertThat(pair.path("CreateIndex").asLong())
                .isEqualTo(pair.path("ModifyIndex").asLong());
        assertThat(get("kv/a/b?raw").body()).isEqualTo("text");
        assertThat(get("kv/a").statusCode()).isEqualTo(404);
    }

    @Test
    void listsBelowAPrefixWithoutRegardToSlashes() {
        for (String key : new String[] {"a/b", "a/c/d", "a/c/e", "ab"}) {
            put("kv/" + key, "");
        }

        assertThat(json(get("kv/a?recurse"))).hasSize(4);
        assertThat(json(get("kv/a/?recurse"))).hasSize(3);
        assertThat(get("kv/a/?keys").body()).isEqualTo("[\"a/b\",\"a/c/d\",\"a/c/e\"]");
        assertThat(get("kv/a/?keys&separator=/").body()).isEqualTo("[\"a/b\",\"a/c/\"]");
        assertThat(get("kv/none/?recurse").statusCode()).isEqualTo(404);
        assertThat(get("kv/none/?keys").statusCode()).isEqualTo(404);
    }

    @Test
    void comparesAndSets() {
        assertThat(put("kv/a?cas=0", "1").body()).isEqualTo("true");
        assertThat(put("kv/a?cas=0", "2").body()).isEqualTo("false");
        long index = pair("a").path("ModifyIndex").asLong();
        assertThat(put("kv/a?cas=" + index, "3").body()).isEqualTo("true");
        assertThat(put("kv/a?cas=" + index, "4").body()).isEqualTo("false");

        assertThat(delete("kv/a?cas=0").body()).isEqualTo("false");
        assertThat(delete("kv/a?cas=" + index).body()).isEqualTo("false");
        assertThat(get("kv/a?raw").body()).isEqualTo("3");
        assertThat(delete("kv/a?cas=" + pair("a").path("ModifyIndex").asLong()).body())
                .isEqualTo("true");
        assertThat(get("kv/a").statusCode()).isEqualTo(404);
    }

    @Test
    void takesValuesOf512kB() {
        assertThat(put("kv/a", "x".repeat(512 * 1024)).body()).isEqualTo("true");
        assertThat(put("kv/a", "x".repeat(512 * 1024 + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void letsOneSessionHoldAKey() {
        String first = session("{\"TTL\":\"10s\"}");
        String second = session("{\"TTL\":\"10s\"}");

        assertThat(put("kv/a?acquire=" + first, "1").body()).isEqualTo("true");
        assertThat(put("kv/a?acquire=" + first, "2").body()).isEqualTo("true");
        assertThat(put("kv/a?acquire=" + second, "3").body()).isEqualTo("false");
        assertThat(pair("a").path("LockIndex").asLong()).isEqualTo(1);
        assertThat(pair("a").path("Session").asText()).isEqualTo(first);

        assertThat(put("kv/a?release=" + second, "4").body()).isEqualTo("false");
        assertThat(put("kv/a?release=" + first, "5").body()).isEqualTo("true");
        assertThat(pair("a").has("Session")).isFalse();
        assertThat(put("kv/a?acquire=" + second, "6").body()).isEqualTo("true");
        assertThat(pair("a").path("LockIndex").asLong()).isEqualTo(2);
    }

    @Test
    void letsAPlainPutIgnoreLocks() {
        String holder = session("{}");
        put("kv/a?acquire=" + holder, "1");

        assertThat(put("kv/a", "2").body()).isEqualTo("true");

        assertThat(pair("a").path("Session").asText()).isEqualTo(holder);
    }

    @Test
    void locksForNoSessionThatItDoesNotKnow() {
        HttpResponse<String> answer = put("kv/a?acquire=adf4238a-882b-9ddc-4a9d-5b6758e4159e", "1");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("invalid session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9s", "86401s"})
    void refusesATtlBeyondItsLimits(String ttl) {
        assertThat(put("session/create", "{\"TTL\":\"" + ttl + "\"}").statusCode())
                .isEqualTo(500);
    }

    @Test
    void endsASessionThatIsNotRenewed() {
        String id = session("{\"TTL\":\"10s\",\"LockDelay\":\"0s\"}");
        put("kv/a?acquire=" + id, "1");

        pass(Duration.ofSeconds(9));
        assertThat(put("session/renew/" + id, "").statusCode()).isEqualTo(200);
        pass(Duration.ofSeconds(9));
        assertThat(json(get("session/info/" + id))).hasSize(1);
        pass(Duration.ofSeconds(1));

        assertThat(get("session/info/" + id).body()).isEqualTo("[]");
        assertThat(put("session/renew/" + id, "").statusCode()).isEqualTo(404);
        assertThat(pair("a").has("Session")).isFalse();
    }

    @Test
    void endsItUpToTwiceAsLate() {
        consul.state.reapAfter(2);
        String id = session("{\"TTL\":\"10s\"}");

        pass(Duration.ofSeconds(19));
        assertThat(json(get("session/info/" + id))).hasSize(1);
        pass(Duration.ofSeconds(1));

        assertThat(json(get("session/info/" + id))).isEmpty();
    }

    @Test
    void keepsOthersFromTheKeyForTheLockDelay() {
        String first = session("{\"TTL\":\"10s\"}");
        String second = session("{\"TTL\":\"86400s\"}");
        put("kv/a?acquire=" + first, "1");
        assertThat(json(get("session/info/" + first)).get(0).path("LockDelay").asLong())
                .isEqualTo(15_000_000_000L);

        put("session/destroy/" + first, "");
        assertThat(put("kv/a?acquire=" + second, "2").body()).isEqualTo("false");
        pass(Duration.ofSeconds(15));

        assertThat(put("kv/a?acquire=" + second, "2").body()).isEqualTo("true");
    }

    @Test
    void hasNoLockDelayAfterARelease() {
        String first = session("{}");
        String second = session("{}");
        put("kv/a?acquire=" + first, "1");

        put("kv/a?release=" + first, "1");
        put("session/destroy/" + first, "");

        assertThat(put("kv/a?acquire=" + second, "2").body()).isEqualTo("true");
    }

    @Test
    void deletesTheKeysOfASessionThatWantsIt() {
        String id = session("{\"Behavior\":\"delete\"}");
        put("kv/a?acquire=" + id, "1");
        put("kv/b", "1");

        assertThat(put("session/destroy/" + id, "").body()).isEqualTo("true");
        assertThat(put("session/destroy/" + id, "").body()).isEqualTo("true");

        assertThat(get("kv/a").statusCode()).isEqualTo(404);
        assertThat(get("kv/b").statusCode()).isEqualTo(200);
    }

    private static long index(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("X-Consul-Index").orElseThrow();
    }

    @Test
    void answersABlockingQueryAfterAChange() {
        put("kv/n/a", "1");
        long index = index(get("kv/n/?recurse"));
        CompletableFuture<HttpResponse<String>> waiting =
                CLIENT.sendAsync(to("kv/n/?recurse&wait=60s&index=" + index).build(), BodyHandlers.ofString());

        put("kv/other", "1");
        assertThat(waiting).isNotDone();
        delete("kv/n/a");

        assertThat(waiting.join().statusCode()).isEqualTo(404);
        assertThat(index(waiting.join())).isGreaterThan(index);
    }

    @Test
    void answersABlockingQueryUnchangedAfterItsWait() {
        put("kv/a", "1");
        long index = index(get("kv/a"));

        HttpResponse<String> answer = get("kv/a?wait=100ms&index=" + index);

        assertThat(index(answer)).isEqualTo(index);
        assertThat(answer.headers().firstValue("X-Consul-KnownLeader")).hasValue("true");
        assertThat(answer.headers().firstValue("X-Consul-LastContact")).hasValue("0");
    }

    @Test
    void staysSilentForAnIndexFromTheFuture() {
        DoubleState.Copy before = consul.state.copy();
        put("kv/a", "1");
        put("kv/a", "2");
        long index = index(get("kv/a"));
        consul.state.restore(before);

        put("kv/a", "3");

        assertThat(index(get("kv/a?wait=100ms&index=" + index))).isLessThan(index);
    }

    private static String operation(String verb, String key, String more) {
        return "{\"KV\":{\"Verb\":\"" + verb + "\",\"Key\":\"" + key + "\"" + more + "}}";
    }

    @Test
    void doesATransactionAsAWhole() {
        put("kv/a", "1");
        String set = operation("set", "b", ",\"Value\":\"Mg==\"");

        HttpResponse<String> refused = put("txn", "[" + set + "," + operation("cas", "a", ",\"Index\":3") + "]");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("Errors").get(0).path("OpIndex").asInt()).isEqualTo(1);
        assertThat(get("kv/b").statusCode()).isEqualTo(404);

        HttpResponse<String> done = put("txn", "[" + set + "," + operation("get-tree", "", "") + "]");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(json(done).path("Results")).hasSize(3);
        assertThat(json(done).path("Results").get(0).path("KV").path("Value").isNull())
                .isTrue();
    }

    @Test
    void failsATransactionThatReadsWhatIsNotThere() {
        assertThat(put("txn", "[" + operation("get", "a", "") + "]").statusCode())
                .isEqualTo(409);
        assertThat(json(put("txn", "[" + operation("get-tree", "a", "") + "]")).path("Results"))
                .isEmpty();
    }

    @Test
    void takes64OperationsInATransaction() {
        String one = operation("delete", "a", "") + ",";

        assertThat(put("txn", "[" + one.repeat(63) + operation("delete", "a", "") + "]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(put("txn", "[" + one.repeat(64) + operation("delete", "a", "") + "]")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void failsACheckThatIsNotPassedInTime() {
        put("agent/check/register", "{\"ID\":\"service:web\",\"TTL\":\"30s\"}");
        assertThat(status("service:web")).isEqualTo("critical");
        put("agent/check/pass/service:web", "");
        assertThat(status("service:web")).isEqualTo("passing");
        put("agent/check/warn/service:web", "");
        assertThat(status("service:web")).isEqualTo("warning");

        pass(Duration.ofSeconds(31));

        assertThat(status("service:web")).isEqualTo("critical");
        assertThat(put("agent/check/fail/none", "").statusCode()).isEqualTo(404);
    }

    private String status(String check) {
        return json(get("agent/checks")).path(check).path("Status").asText();
    }

    @Test
    void refusesWhoHasNotTheToken() {
        consul.tokens = Set.of("s3cret");

        assertThat(get("kv/a").statusCode()).isEqualTo(403);
        assertThat(send(to("kv/a").header("X-Consul-Token", "other")).statusCode())
                .isEqualTo(403);
        assertThat(send(to("kv/a").header("X-Consul-Token", "s3cret")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesKeysInUrlsAsNewerVersionsDo() {
        assertThat(get("kv/a%2525").statusCode()).isEqualTo(400);
        assertThat(get("kv/a.json").statusCode()).isEqualTo(400);
    }

    @Test
    void canBeKilledAndRestartedWithOlderData() {
        put("kv/a", "1");
        DoubleState.Copy older = consul.state.copy();
        put("kv/b", "1");

        consul.kill();
        assertThatThrownBy(() -> CLIENT.send(to("kv/a").build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        consul.restart(older);

        assertThat(get("kv/a").statusCode()).isEqualTo(200);
        assertThat(get("kv/b").statusCode()).isEqualTo(404);
    }

    @Test
    void answersNothingWhileItIsFrozenAndEverythingAfterwards() {
        consul.freeze();
        CompletableFuture<HttpResponse<String>> waiting =
                CLIENT.sendAsync(to("kv/a").PUT(BodyPublishers.ofString("1")).build(), BodyHandlers.ofString());
        assertThat(waiting).isNotDone();

        consul.thaw();

        assertThat(waiting.join().body()).isEqualTo("true");
    }
}
