package io.humpback.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.HostedContainer;
import io.humpback.core.MetaId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo's one service: created through the center's API as any client does it, then watched. For one thread. */
final class DemoService {
    static final int INSTANCES = 6;
    static final String IMAGE = "example/web";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RunningCenter center;
    private final URI hook;
    private @Nullable MetaId id;

    DemoService(RunningCenter center, URI hook) {
        this.center = center;
        this.hook = hook;
    }

    /** Asks for the instances and returns what the center answered. */
    JsonNode create() throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("GroupId", "default").put("Instances", INSTANCES);
        body.putArray("WebHooks").addObject().put("Url", hook.toString());
        body.putObject("Config")
                .put("Name", "web")
                .put("Image", IMAGE + ":1")
                .put("NetworkMode", "host")
                .put("RestartPolicy", "always");
        JsonNode json = send("/v1/groups/collections", "POST", body);
        String metaId = json.path("Data").path("MetaId").asText();
        if (metaId.isEmpty()) {
            throw new IOException("answer: " + json);
        }
        id = MetaId.of(metaId);
        return json;
    }

    /** Asks for another image and returns what the center answered when all instances ran it. */
    JsonNode upgrade(String tag) throws IOException, InterruptedException {
        ObjectNode body =
                JSON.createObjectNode().put("MetaId", String.valueOf(id)).put("ImageTag", tag);
        JsonNode json = send("/v1/groups/collections/upgrade", "PUT", body);
        if (json.path("Code").asInt(-1) != 0) {
            throw new IOException("answer: " + json);
        }
        return json;
    }

    private JsonNode send(String path, String method, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(center.uri() + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body());
    }

    /** Returns the instances that run now, by index. */
    Map<Integer, HostedContainer> running() {
        Map<Integer, HostedContainer> running = new LinkedHashMap<>();
        MetaId known = id;
        if (known != null) {
            for (HostedContainer hosted : center.view().containers(known)) {
                if (hosted.container().state().status() == Status.RUNNING) {
                    hosted.container().findIdentity().ifPresent(identity -> running.put(identity.index(), hosted));
                }
            }
        }
        return running;
    }
}
