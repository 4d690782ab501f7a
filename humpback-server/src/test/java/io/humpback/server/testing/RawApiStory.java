package io.humpback.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Calls of a plain client, with what Docker 20.10 answers to each of them and which events it tells. */
final class RawApiStory {
    private static final String HOST = "\"HostConfig\":{\"NetworkMode\":\"host\"}}";
    private static final String NOOP = "{\"Image\":\"" + TestImages.NOOP + "\"," + HOST;
    private static final String FALSE =
            "{\"Image\":\"" + TestImages.NOOP + "\",\"Cmd\":[\"sh\",\"-c\",\"echo hi; exit 3\"]," + HOST;
    private static final String TAKEN = "Conflict. The container name \"/raw\" is already in use by container \"ID\"."
            + " You have to remove (or rename) that container to be able to reuse that name.";

    private static final List<String[]> CALLS = List.of(
            new String[] {"GET", "/_ping", ""},
            new String[] {"GET", "/v1.99/info", ""},
            new String[] {"GET", "/nonsense", ""},
            new String[] {"POST", "/containers/create?name=raw", NOOP},
            new String[] {"POST", "/v1.40/containers/create?name=raw", NOOP},
            new String[] {"POST", "/containers/create?name=r", NOOP},
            new String[] {"POST", "/containers/create?name=raw2", "{\"Image\":\"hb/none:1\"," + HOST},
            new String[] {"POST", "/containers/create?name=raw2", "{\"Image\":\"UPPER\"," + HOST},
            new String[] {"POST", "/containers/create?name=raw2", "{"},
            new String[] {"GET", "/containers/json?filters=" + encode("{\"nonsense\":[\"x\"]}"), ""},
            new String[] {"GET", "/containers/nobody/json", ""},
            new String[] {"POST", "/containers/nobody/start", ""},
            new String[] {"POST", "/containers/raw/pause", ""},
            new String[] {"POST", "/containers/raw/unpause", ""},
            new String[] {"POST", "/containers/raw/stop", ""},
            new String[] {"POST", "/containers/raw/kill", ""},
            new String[] {"POST", "/containers/raw/start", ""},
            new String[] {"POST", "/containers/raw/start", ""},
            new String[] {"POST", "/containers/raw/pause", ""},
            new String[] {"POST", "/containers/raw/pause", ""},
            new String[] {"POST", "/containers/raw/start", ""},
            new String[] {"POST", "/containers/raw/restart?t=5", ""},
            new String[] {"POST", "/containers/raw/kill?signal=BLAH", ""},
            new String[] {"DELETE", "/containers/raw", ""},
            new String[] {"POST", "/containers/raw/rename?name=raw", ""},
            new String[] {"POST", "/containers/raw/rename?name=x", ""},
            new String[] {"POST", "/containers/raw/rename?name=raw3", ""},
            new String[] {"POST", "/containers/raw3/stop?t=5", ""},
            new String[] {"POST", "/containers/create?name=code", FALSE},
            new String[] {"POST", "/containers/code/start", ""},
            new String[] {"POST", "/containers/code/wait", ""},
            new String[] {"GET", "/containers/code/logs", ""},
            new String[] {"GET", "/images/hb/none:1/json", ""},
            new String[] {"DELETE", "/images/hb/none:1", ""},
            new String[] {"DELETE", "/containers/code", ""},
            new String[] {"POST", "/containers/raw3/start", ""},
            new String[] {"DELETE", "/containers/raw3?force=1", ""},
            new String[] {"DELETE", "/containers/raw3", ""});

    /** Status and message of each call; ids are written ID, success has no message. */
    static final List<String> EXPECTED = List.of(
            "200",
            "400 client version 1.99 is too new. Maximum supported API version is 1.41",
            "404 page not found",
            "201",
            "409 " + TAKEN,
            "400 Invalid container name (r), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
            "404 No such image: hb/none:1",
            "400 invalid reference format: repository name must be lowercase",
            "500 unexpected EOF",
            "400 Invalid filter 'nonsense'",
            "404 No such container: nobody",
            "404 No such container: nobody",
            "409 Container ID is not running",
            "500 Container ID is not paused",
            "304",
            "409 Cannot kill container: raw: Container ID is not running",
            "204",
            "304",
            "204",
            "409 Container ID is already paused",
            "409 cannot start a paused container, try unpause instead",
            "204",
            "400 Invalid signal: BLAH",
            "409 You cannot remove a running container ID. Stop the container before attempting removal or force remove",
            "400 Renaming a container with the same name as its current name",
            "400 Error when allocating new name: Invalid container name (/x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
            "204",
            "204",
            "201",
            "204",
            "200 StatusCode=3",
            "400 Bad parameters: you must choose at least one stream",
            "404 no such image: hb/none:1: No such image: hb/none:1",
            "404 No such image: hb/none:1",
            "204",
            "204",
            "204",
            "404 No such container: raw3");

    /** The events of these calls. */
    static final List<String> EXPECTED_EVENTS = List.of(
            "raw create",
            "raw start",
            "raw pause",
            "raw kill 15",
            "raw unpause",
            "raw die 0",
            "raw stop",
            "raw start",
            "raw restart",
            "raw3 rename /raw",
            "raw3 kill 15",
            "raw3 die 0",
            "raw3 stop",
            "code create",
            "code start",
            "code die 3",
            "code destroy",
            "raw3 start",
            "raw3 kill 9",
            "raw3 die 137",
            "raw3 destroy");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;

    RawApiStory(String endpoint) {
        this.endpoint = URI.create(endpoint);
    }

    /** Makes all calls and returns what was answered. */
    List<String> tell() {
        List<String> answers = new ArrayList<>();
        for (String[] call : CALLS) {
            answers.add(answer(call[0], call[1], call[2]));
        }
        return answers;
    }

    /** Returns the events of the story's last container names, as a client that comes late gets them. */
    List<String> events() {
        String filters = encode("{\"type\":[\"container\"],\"container\":[\"raw\",\"raw3\",\"code\"]}");
        String lines =
                body("GET", "/events?since=1&until=" + (System.currentTimeMillis() / 1000 + 1) + "&filters=" + filters);
        List<String> events = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            JsonNode event = read(line);
            JsonNode attributes = event.path("Actor").path("Attributes");
            String detail = attributes.path("signal").asText()
                    + attributes.path("exitCode").asText()
                    + attributes.path("oldName").asText();
            events.add((attributes.path("name").asText() + " "
                            + event.path("Action").asText() + " " + detail)
                    .strip());
        }
        return events;
    }

    private String answer(String method, String path, String json) {
        try (DockerHttpClient http = client();
                Response response = http.execute(request(method, path, json))) {
            String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode answer = body.startsWith("{") ? read(body) : JSON.createObjectNode();
            String words = answer.has("StatusCode")
                    ? "StatusCode=" + answer.path("StatusCode").asText()
                    : answer.path("message").asText();
            return (response.getStatusCode() + " " + words.replaceAll("[0-9a-f]{64}", "ID")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(String method, String path) {
        try (DockerHttpClient http = client();
                Response response = http.execute(request(method, path, ""))) {
            return new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DockerHttpClient client() {
        return new ApacheDockerHttpClient.Builder().dockerHost(endpoint).build();
    }

    private static Request request(String method, String path, String json) {
        Request.Builder request = Request.builder().method(method).path(path);
        if (!json.isEmpty()) {
            request.putHeader("Content-Type", "application/json")
                    .body(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        }
        return request.build();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
