package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends to an agent what was sent to the original and compares status, headers, and the answer's keys and types, on
 * any engine. Where an answer does not depend on the engine, it is the same to the letter.
 */
abstract class ContractReplay {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HEADERS = List.of(
            "Access-Control-Allow-Credentials",
            "Access-Control-Allow-Headers",
            "Access-Control-Allow-Methods",
            "Access-Control-Allow-Origin",
            "Content-Type");
    /** Docker has dropped or added these since; what it says is passed on as it is. */
    private static final List<String> OF_DOCKERS_AGE = List.of("dockerinfo", "container-get-original", "images");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String id = "a".repeat(64);

    /** Returns the port of an agent whose engine has the images hb/noop:1 and hb/noop:2 and publishes ports. */
    abstract int port();

    /** Returns whether the engine has a bridge. */
    abstract boolean publishesPorts();

    @BeforeEach
    void removeAll() throws IOException {
        for (JsonNode container :
                JSON.readTree(send("GET", "/v1/containers?all=true", "", "").body())) {
            send("DELETE", "/v1/containers/" + container.get("Id").asText() + "?force=true", "", "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "containers-list-all",
                "cors",
                "create-badjson",
                "create-empty",
                "operate-no-container",
                "operate-upgrade-no-tag",
                "ping",
                "cors-get",
                "pull-empty",
                "services"
            })
    void answersToTheLetter(String name) {
        Capture capture = Capture.of(name);

        HttpResponse<String> answer = replay(capture);

        checkHead(capture, answer);
        assertThat(tree(answer.body())).isEqualTo(tree(capture.text()));
    }

    @Test
    void createsAndTellsAndOperatesAndRemoves() {
        Capture create = Capture.of("create-ok");
        HttpResponse<String> created = replay(create);
        checkHead(create, created);
        checkShape(create, created);
        id = tree(created.body()).get("Id").asText();
        assertThat(tree(created.body()).get("Name").asText()).isEqualTo("agentcap");

        for (String name : List.of(
                "container-get",
                "container-get-original",
                "container-status",
                "container-logs",
                "container-stats",
                "images",
                "dockerinfo",
                "operate-pause",
                "operate-unpause",
                "operate-stop",
                "operate-restart",
                "delete-running-noforce",
                "delete-force")) {
            Capture capture = Capture.of(name);
            HttpResponse<String> answer = replay(capture);
            checkHead(capture, answer);
            checkShape(capture, answer);
        }
        assertThat(send("GET", "/v1/containers/" + id, "", "").statusCode()).isEqualTo(404);
    }

    @Test
    void showsAContainerAsItWasAskedFor() {
        id = tree(replay(Capture.of("create-ok")).body()).get("Id").asText();

        JsonNode shown = tree(send("GET", "/v1/containers/" + id, "", "").body());

        JsonNode original = tree(Capture.of("container-get").text());
        for (String field :
                List.of("Image", "Name", "Command", "CPUShares", "Memory", "SHMSize", "NetworkMode", "Env")) {
            assertThat(shown.get(field)).as(field).isEqualTo(original.get(field));
        }
        if (publishesPorts()) {
            assertThat(shown.get("Ports").get(0).get("PublicPort").asInt()).isBetween(8000, 8999);
        }
        assertThat(send("GET", "/v1/containers/" + id + "/status", "", "").body())
                .contains("\"running\"");
    }

    @Test
    void tellsThatAnImageCannotBePulled() {
        Capture capture = Capture.of("pull-fails");

        HttpResponse<String> answer = send("POST", "/v1/images", "{\"Image\":\"127.0.0.1:1/hb/nope:1\"}", "");

        checkHead(capture, answer);
        checkShape(capture, answer);
    }

    @Test
    void upgradesAndKeepsNameAndConfiguration() {
        String old = create("{\"Name\":\"up\",\"Image\":\"hb/noop:1\",\"NetworkMode\":\"host\",\"Env\":[\"A=b c\"],"
                + "\"Labels\":{\"team\":\"blue\"},\"Memory\":64}");

        HttpResponse<String> answer =
                send("PUT", "/v1/containers", "{\"action\":\"UPGRADE\",\"container\":\"up\",\"imagetag\":\"2\"}", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String made = tree(answer.body()).get("Id").asText();
        assertThat(made).isNotEqualTo(old);
        JsonNode shown = tree(send("GET", "/v1/containers/up", "", "").body());
        assertThat(shown.get("Image").asText()).isEqualTo("hb/noop:2");
        assertThat(shown.get("Env").toString()).contains("A=b c", "IMGTAG=2").doesNotContain("IMGTAG=1");
        assertThat(shown.get("Memory").asInt()).isEqualTo(64);
        assertThat(shown.get("Labels").toString()).isEqualTo("{\"team\":\"blue\"}");
        assertThat(shown.get("Status").get("Running").asBoolean()).isTrue();
        assertThat(names()).containsExactly("up");
    }

    @Test
    void putsTheOldOneBackWhenAnUpgradeFails() {
        String old = create("{\"Name\":\"up\",\"Image\":\"hb/noop:1\",\"NetworkMode\":\"host\"}");

        HttpResponse<String> answer = send(
                "PUT",
                "/dockerapi/v2/containers",
                "{\"Action\":\"upgrade\",\"Container\":\"" + old + "\",\"ImageTag\":\"no such tag\"}",
                "");

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(names()).containsExactly("up");
        assertThat(tree(send("GET", "/v1/containers/" + old + "/status", "", "").body())
                        .get("Running")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void replacesAContainerByItsId() {
        String old = create("{\"Name\":\"web\",\"Image\":\"hb/noop:1\",\"NetworkMode\":\"host\"}");

        String made = create("{\"Id\":\"" + old
                + "\",\"Name\":\"web\",\"Image\":\"hb/noop:2\",\"NetworkMode\":\"host\",\"Command\":\"sleep 100\"}");

        assertThat(made).isNotEqualTo(old);
        assertThat(names()).containsExactly("web");
        assertThat(tree(send("GET", "/v1/containers/web", "", "").body())
                        .get("Command")
                        .asText())
                .isEqualTo("sleep 100");
    }

    @Test
    void leavesNothingBehindThatCannotBeStarted() {
        HttpResponse<String> answer = send(
                "POST",
                "/v1/containers",
                "{\"Name\":\"broken\",\"Image\":\"hb/broken:1\",\"NetworkMode\":\"host\"}",
                "");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(tree(answer.body()).get("Detail").asText()).startsWith("Error response from daemon: ");
        assertThat(names()).isEmpty();
    }

    @Test
    void renames() {
        String made = create("{\"Name\":\"before\",\"Image\":\"hb/noop:1\",\"NetworkMode\":\"host\"}");

        HttpResponse<String> answer = send(
                "PUT",
                "/v1/containers",
                "{\"Action\":\"rename\",\"Container\":\"" + made + "\",\"NewName\":\"after\"}",
                "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(names()).containsExactly("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/dockerapi/v2"})
    void hasBothRoots(String root) {
        for (String path : List.of(
                "/ping",
                "/dockerversion",
                "/images",
                "/images/hb/noop:1",
                "/containers",
                "/containers/stats",
                "/services")) {
            assertThat(send("GET", root + path, "", "").statusCode()).as(path).isEqualTo(200);
        }
        for (String method : List.of("POST", "PUT", "DELETE")) {
            assertThat(send(method, root + "/services", "{}", "").statusCode()).isEqualTo(501);
        }
        assertThat(send("GET", root + "/containers/none", "", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", root + "/images/none:1", "", "").statusCode()).isEqualTo(404);
    }

    /** A request to the original and its answer, as they were observed. */
    private record Capture(JsonNode request, JsonNode response) {
        static Capture of(String name) {
            try (InputStream in = ContractReplay.class.getResourceAsStream("/captures/agent-" + name + ".json")) {
                JsonNode root = JSON.readTree(Objects.requireNonNull(in, name));
                return new Capture(root.get("request"), root.get("response"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text() {
            JsonNode body = response.get("body");
            return body.isTextual() ? body.asText() : body.toString();
        }
    }

    private HttpResponse<String> replay(Capture capture) {
        JsonNode body = capture.request().get("body");
        String text = body.isNull() ? "" : body.isTextual() ? body.asText() : body.toString();
        String origin = capture.response()
                .get("headers")
                .path("Access-Control-Allow-Origin")
                .asText();
        return send(
                capture.request().get("method").asText(),
                ofOurs(capture.request().get("path").asText()),
                ofOurs(text),
                origin);
    }

    private String ofOurs(String text) {
        return text.replaceAll("[0-9a-f]{64}", id);
    }

    private static void checkHead(Capture capture, HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as(answer.body())
                .isEqualTo(capture.response().get("status").asInt());
        for (String header : HEADERS) {
            JsonNode expected = capture.response().get("headers").get(header);
            assertThat(answer.headers().firstValue(header).orElse(null))
                    .as(header)
                    .isEqualTo(expected == null ? null : expected.asText());
        }
    }

    private void checkShape(Capture capture, HttpResponse<String> answer) {
        JsonNode expected = tree(capture.text());
        JsonNode given = tree(answer.body());
        String path = capture.request().get("path").asText();
        if (OF_DOCKERS_AGE.stream()
                .noneMatch(name -> path.contains(name.replace("container-get-original", "originaldata")))) {
            assertThat(shape(given, "")).isEqualTo(shape(expected, ""));
        } else {
            assertThat(given.getNodeType()).isEqualTo(expected.getNodeType());
        }
    }

    /** Returns each key with the type of its value; what is null or empty fits everything. */
    private Set<String> shape(JsonNode node, String path) {
        Set<String> shape = new TreeSet<>();
        if (node.isObject()) {
            node.properties().forEach(field -> shape.addAll(shape(field.getValue(), path + "." + field.getKey())));
            shape.add(path);
        } else if (node.isArray() && path.endsWith(".Ports") && !publishesPorts()) {
            shape.add(path);
        } else if (node.isArray() && !node.isEmpty()) {
            shape.addAll(shape(node.get(0), path + "[]"));
        } else {
            shape.add(path + (node.isTextual() ? " text" : node.isNumber() ? " number" : ""));
        }
        return shape;
    }

    private String create(String config) {
        HttpResponse<String> answer = send("POST", "/v1/containers", config, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return tree(answer.body()).get("Id").asText();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        tree(send("GET", "/v1/containers?all=true", "", "").body())
                .forEach(container ->
                        names.add(container.get("Names").get(0).asText().substring(1)));
        return names;
    }

    private HttpResponse<String> send(String method, String path, String body, String origin) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return text.isEmpty() ? new ObjectNode(JSON.getNodeFactory()) : JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
