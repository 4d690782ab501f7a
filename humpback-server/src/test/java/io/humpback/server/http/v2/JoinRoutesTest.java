package io.humpback.server.http.v2;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.server.http.ApiServer;
import io.humpback.server.http.HttpSettings;
import io.humpback.server.http.v2.NodeJoins.Answer;
import io.humpback.server.http.v2.NodeJoins.Joined;
import io.humpback.server.http.v2.NodeJoins.Reason;
import io.humpback.server.http.v2.NodeJoins.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes over real HTTP; who may join is somebody else's decision. */
class JoinRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");
    private static final String BODY =
            "{\"ttlSeconds\":30,\"node\":{\"name\":\"n1\",\"ip\":\"10.0.0.1\",\"cpus\":2,\"memory\":1}}";

    private final Desk desk = new Desk();
    private final ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of(new V2Api(desk, TOKEN, ctx -> {
        throw new IllegalStateException("not asked for");
    })));
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri = URI.create("http://127.0.0.1:" + server.start("127.0.0.1", 0));

    /** Answers as it is told to. */
    private static final class Desk implements NodeJoins {
        final List<String> calls = new ArrayList<>();
        Answer answer = new Joined(Duration.ofSeconds(30), Duration.ofSeconds(8), "cluster-1");
        boolean left = true;

        @Override
        public synchronized Answer join(String agentKey, NodeRecord record, Duration ttl, Membership member) {
            calls.add("join " + agentKey + " " + record.name() + " " + ttl);
            return answer;
        }

        @Override
        public synchronized boolean leave(String agentKey, String instance) {
            calls.add("leave " + agentKey + " " + instance);
            return left;
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> put(byte[] body) throws IOException, InterruptedException {
        return send(request("/v2/nodes/k1").PUT(BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri.resolve(path)).header("Authorization", TOKEN.authorization());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isNotEmpty();
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty().hasLineCount(1).doesNotContain(TOKEN.value());
        return problem;
    }

    @Test
    void tellsHowOftenToComeBack() throws Exception {
        HttpResponse<String> response = put(BODY.getBytes(UTF_8));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()))
                .isEqualTo(JSON.readTree("{\"ttlSeconds\":30,\"heartbeatSeconds\":8.0,\"clusterId\":\"cluster-1\"}"));
        assertThat(desk.calls).containsExactly("join k1 n1 PT30S");
    }

    @Test
    void ignoresFieldsOfANewerAgent() throws Exception {
        String body =
                BODY.replace("\"name\"", "\"gpus\":{\"count\":2},\"name\"").replace("{\"ttl", "{\"x\":[],\"ttl");

        assertThat(put(body.getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer wrong-horse-battery-staple", "Basic correct-horse-battery-staple", "Bearer"})
    void a5_refusesWhoDoesNotShowTheToken(String header) throws Exception {
        HttpRequest.Builder join =
                HttpRequest.newBuilder(uri.resolve("/v2/nodes/k1")).PUT(BodyPublishers.ofString("not even JSON"));
        HttpRequest.Builder leave =
                HttpRequest.newBuilder(uri.resolve("/v2/nodes/k1?instance=i")).DELETE();
        if (!header.isEmpty()) {
            join.header("Authorization", header);
            leave.header("Authorization", header);
        }

        HttpResponse<String> refused = send(join);

        problem(refused, 401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"humpback\"");
        problem(send(leave), 401);
        assertThat(desk.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{}",
                "{\"ttlSeconds\":30}",
                "{\"ttlSeconds\":30,\"node\":null}",
                "{\"ttlSeconds\":null,\"node\":{}}",
                "{\"ttlSeconds\":\"30\",\"node\":{}}",
                "{\"ttlSeconds\":30.5,\"node\":{}}",
                "{\"ttlSeconds\":true,\"node\":{}}",
                "{\"ttlSeconds\":99999999999,\"node\":{}}",
                "{\"ttlSeconds\":NaN,\"node\":{}}",
                "{\"ttlSeconds\":2,\"node\":{}}",
                "{\"ttlSeconds\":-30,\"node\":{}}",
                "{\"ttlSeconds\":3601,\"node\":{}}",
                "{\"ttlSeconds\":30,\"node\":[]}",
                "{\"ttlSeconds\":30,\"node\":\"n\"}",
                "{\"ttlSeconds\":30,\"node\":{\"name\":1}}",
                "{\"ttlSeconds\":30,\"node\":{\"name\":true}}",
                "{\"ttlSeconds\":30,\"node\":{\"name\":{}}}",
                "{\"ttlSeconds\":30,\"node\":{\"cpus\":\"2\"}}",
                "{\"ttlSeconds\":30,\"node\":{\"cpus\":2.5}}",
                "{\"ttlSeconds\":30,\"node\":{\"cpus\":null}}",
                "{\"ttlSeconds\":30,\"node\":{\"memory\":1e400}}",
                "{\"ttlSeconds\":30,\"node\":{\"lables\":\"a=b\"}}",
                "{\"ttlSeconds\":30,\"node\":{\"lables\":[1]}}",
                "{\"ttlSeconds\":30,\"node\":{\"tls\":\"true\"}}",
                "{\"ttlSeconds\":30,\"node\":{\"name\":\"a\",\"name\":\"b\"}}",
                "{\"ttlSeconds\":30,\"ttlSeconds\":31,\"node\":{}}",
                "{\"ttlSeconds\":30,\"node\":{}} x",
                "{\"ttlSeconds\":30,\"node\":{}}{}",
                "{\"ttlSeconds\":30,\"node\":{\"name\":\"a\nb\"}}"
            })
    void a1_refusesAMalformedBody(String body) throws Exception {
        problem(put(body.getBytes(UTF_8)), 400);

        assertThat(desk.calls).isEmpty();
    }

    @Test
    void a1_refusesWhatIsNoUtf8OrTooDeep() throws Exception {
        problem(put(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}), 400);
        problem(put(BODY.getBytes(UTF_16)), 400);
        problem(
                put(BODY.replace("\"ip\"", "\"x\":" + "[".repeat(40) + "]".repeat(40) + ",\"ip\"")
                        .getBytes(UTF_8)),
                400);

        assertThat(desk.calls).isEmpty();
    }

    @Test
    void a1_refusesABodyAbove64Kilobytes() throws Exception {
        String filler = " ".repeat(64 * 1024 - BODY.length());

        assertThat(put((BODY + filler).getBytes(UTF_8)).statusCode()).isEqualTo(200);
        problem(put((BODY + filler + " ").getBytes(UTF_8)), 413);
        assertThat(put(new byte[3 << 20]).statusCode())
                .as("refused before any API sees it")
                .isEqualTo(413);
    }

    @Test
    void a8_doesNotRepeatWhatWasSent() throws Exception {
        HttpResponse<String> response = put("{\"ttlSeconds\":30,\"node\":planted-secret}".getBytes(UTF_8));

        assertThat(response.body()).doesNotContain("planted");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void tellsWhyAnAgentMayNotJoin(Reason reason) throws Exception {
        desk.answer = new Refused(reason, "because of x");

        HttpResponse<String> response = put(BODY.getBytes(UTF_8));

        JsonNode problem = problem(response, reason.status());
        assertThat(problem.path("detail").asText()).isEqualTo("because of x");
        assertThat(problem.path("type").asText()).startsWith("urn:humpback:problem:");
        assertThat(problem.has("newestStamp")).isFalse();
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(reason == Reason.NOT_READY);
    }

    @Test
    void tellsTheNewestStampToWhoIsStale() throws Exception {
        desk.answer = new Refused(Reason.STALE_RECORD, "stale", 77L);

        assertThat(problem(put(BODY.getBytes(UTF_8)), 409).path("newestStamp").asLong())
                .isEqualTo(77);
    }

    @Test
    void letsAnAgentGo() throws Exception {
        HttpResponse<String> response =
                send(request("/v2/nodes/k1?instance=start-1").DELETE());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(desk.calls).containsExactly("leave k1 start-1");
    }

    @Test
    void n10_keepsWhatAnotherStartOfAnAgentAnnounced() throws Exception {
        desk.left = false;

        problem(send(request("/v2/nodes/k1?instance=start-1").DELETE()), 409);
    }

    @ParameterizedTest
    @CsvSource({"/v2/nodes/k1, 400", "/v2/nodes/k1?instance=, 400", "/v2/nodes/..%2fx?instance=i, 400"})
    void refusesAGoodbyeThatMakesNoSense(String path, int status) throws Exception {
        problem(send(request(path).DELETE()), status);

        assertThat(desk.calls).isEmpty();
    }

    @Test
    void knowsNoOtherRoute() throws Exception {
        assertThat(send(request("/v2/nodes").GET()).statusCode()).isEqualTo(404);
        assertThat(send(request("/v2/nodes/k1").GET()).statusCode()).isEqualTo(405);
    }
}
