package io.humpback.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Talks to a center as the web site does: the routes of {@code /v1} over HTTP. Safe for use by several threads. */
public final class CenterClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String METAS = "/v1/groups/collections";

    private final HttpClient http;
    private final URI center;

    /** Creates a client of the center at {@code center}. */
    public CenterClient(URI center) {
        this(center, HttpClient.newHttpClient());
    }

    /** Creates a client of the center at {@code center}, which is reached through {@code http}. */
    public CenterClient(URI center, HttpClient http) {
        this.center = center;
        this.http = http;
    }

    /**
     * An answer in the contract's envelope.
     *
     * @param stale whether it says that it tells what was known last
     */
    public record Reply(int status, JsonNode body, boolean stale) {
        /** Returns what the center says in words: why it failed, if it did. */
        public String content() {
            return body.path("Contnet").asText();
        }

        /** Returns what the answer carries. */
        public JsonNode data() {
            return body.path("Data");
        }

        /** Returns the id of the meta that the answer is about. */
        public String metaId() {
            return data().path("MetaId").asText();
        }
    }

    /** Returns the wish for a meta in the default group, with host networking, whose containers Docker restarts. */
    public static ObjectNode meta(String name, int instances, String image) {
        ObjectNode meta = JSON.createObjectNode().put("GroupId", "default").put("Instances", instances);
        config(meta)
                .put("Name", name)
                .put("Image", image)
                .put("NetworkMode", "host")
                .put("RestartPolicy", "always");
        return meta;
    }

    /** Returns the part of a wish that describes the containers. */
    public static ObjectNode config(ObjectNode meta) {
        return meta.withObject("/Config");
    }

    /** Lets a wish name a receiver of events. */
    public static ObjectNode withHook(ObjectNode meta, URI receiver) {
        meta.withArray("/WebHooks").addObject().put("Url", receiver.toString());
        return meta;
    }

    /** Lets a wish name a constraint. */
    public static ObjectNode withConstraint(ObjectNode meta, String constraint) {
        meta.withArray("/Placement/Constraints").add(constraint);
        return meta;
    }

    /** Lets the containers of a wish publish a port, the same on each node, instead of sharing their host's network. */
    public static ObjectNode withPort(ObjectNode meta, int privatePort, int publicPort) {
        config(meta)
                .put("NetworkMode", "bridge")
                .withArray("/Ports")
                .addObject()
                .put("PrivatePort", privatePort)
                .put("PublicPort", publicPort)
                .put("Type", "tcp");
        return meta;
    }

    /** Asks for a new meta and returns the answer, which comes when the containers run. */
    public Reply create(ObjectNode meta) {
        return createLater(meta).join();
    }

    /** Asks for a new meta without waiting for the answer. */
    public CompletableFuture<Reply> createLater(ObjectNode meta) {
        return send("POST", METAS, meta);
    }

    /** Asks for another number of instances. */
    public Reply scale(String metaId, int instances) {
        ObjectNode change = JSON.createObjectNode().put("MetaId", metaId).put("Instances", instances);
        return send("PUT", METAS, change).join();
    }

    /** Asks for the change of a meta that {@code change} names by its id. */
    public Reply update(ObjectNode change) {
        return send("PUT", METAS, change).join();
    }

    /** Asks for another version of the image. */
    public Reply upgrade(String metaId, String imageTag) {
        ObjectNode change = JSON.createObjectNode().put("MetaId", metaId).put("ImageTag", imageTag);
        return send("PUT", METAS + "/upgrade", change).join();
    }

    /** Asks for an action on all containers of a meta. */
    public Reply operate(String metaId, String action) {
        ObjectNode wish = JSON.createObjectNode().put("MetaId", metaId).put("Action", action);
        return send("PUT", METAS + "/action", wish).join();
    }

    /** Asks for the end of a meta. */
    public Reply remove(String metaId) {
        return send("DELETE", METAS + "/" + metaId, null).join();
    }

    /** Returns a meta with its containers. */
    public Reply get(String metaId) {
        return send("GET", METAS + "/" + metaId, null).join();
    }

    /** Returns the metas of the default group. */
    public JsonNode list() {
        return send("GET", "/v1/groups/default/collections", null).join().data().path("Containers");
    }

    /** Returns the engines of the default group. */
    public JsonNode engines() {
        return askEngines().data().path("Engines");
    }

    /** Returns the answer that tells of the engines of the default group. */
    public Reply askEngines() {
        return send("GET", "/v1/groups/default/engines", null).join();
    }

    /** Returns which images are fetched now. */
    public JsonNode pulls() {
        return send("GET", "/v2/pulls", null).join().body().path("pulls");
    }

    private CompletableFuture<Reply> send(String method, String path, @Nullable ObjectNode body) {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        HttpRequest request = HttpRequest.newBuilder(center.resolve(path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Reply(
                        response.statusCode(),
                        read(response.body()),
                        response.headers().firstValue("Humpback-Stale").isPresent()));
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + body, e);
        }
    }
}
