package io.humpback.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for an agent of the original: a handful of its routes, which answer with what was recorded of it, filled
 * with the containers that it was asked for. Safe for use by several threads.
 */
public final class RecordedOriginal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ONE = Pattern.compile("/v1/containers/([^/?]+)");
    private static final String MISSING = "missing";
    private static final String BROKEN = "broken";

    /** The digest of every image that it fetches. */
    public static final String DIGEST = "sha256:" + "d".repeat(64);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, ObjectNode> containers = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final Set<String> fetched = new LinkedHashSet<>();
    private String unreadable = "";
    private int made;

    private RecordedOriginal() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts it without containers. */
    public static RecordedOriginal start() {
        try {
            return new RecordedOriginal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@code host:port}, as its record has it. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the requests so far, {@code METHOD path?query body}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns the names of all headers that it was ever sent, in lower case. */
    public List<String> headers() {
        return List.copyOf(headers);
    }

    /** Lets the inspection of a container fail from now on; that of none if the id is empty. */
    public synchronized void failInspectionOf(String id) {
        unreadable = id;
    }

    /** Adds a container of somebody else's. */
    public synchronized String add(String name) {
        return make(JSON.createObjectNode().put("Name", name).put("Image", "foreign:1"));
    }

    /** Returns the states of all containers by name. */
    public synchronized Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        containers.values().forEach(one -> states.put(name(one), status(one)));
        return states;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.getRequestHeaders().keySet().forEach(header -> headers.add(header.toLowerCase(java.util.Locale.ROOT)));
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        Answer answer;
        try {
            answer = answer(exchange, body);
        } catch (Failed e) {
            answer = e.answer;
        }
        byte[] bytes = answer.body == null ? new byte[0] : JSON.writeValueAsBytes(answer.body);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Answer(
            int status, @org.jspecify.annotations.Nullable JsonNode body) {
        private static final Answer EMPTY = new Answer(200, null);
    }

    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Answer answer;

        Failed(int status, String detail) {
            super(detail, null, false, false);
            answer = new Answer(
                    status, JSON.createObjectNode().put("Code", status).put("Detail", detail));
        }
    }

    private synchronized Answer answer(HttpExchange exchange, String text) throws IOException {
        String path = exchange.getRequestURI().getPath();
        JsonNode body = text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
        Matcher one = ONE.matcher(path);
        return switch (exchange.getRequestMethod() + (one.matches() ? " one" : " " + path)) {
            case "GET /v1/dockerinfo" -> new Answer(200, recorded("dockerinfo"));
            case "GET /v1/containers" -> new Answer(200, list());
            case "GET /v1/images" -> new Answer(200, images());
            case "GET one" -> new Answer(200, inspect(one.group(1)));
            case "POST /v1/containers" -> create(body);
            case "PUT /v1/containers" -> operate(body);
            case "DELETE one" -> {
                containers.remove(text(find(one.group(1)), "Id"));
                yield Answer.EMPTY;
            }
            case "POST /v1/images" -> {
                if (text(body, "Image").contains(MISSING)) {
                    yield new Answer(500, recorded("pull-fails"));
                }
                fetched.add(text(body, "Image"));
                yield Answer.EMPTY;
            }
            default -> throw new Failed(404, "no route");
        };
    }

    private ArrayNode list() {
        ArrayNode list = JSON.createArrayNode();
        for (ObjectNode one : containers.values()) {
            ObjectNode entry = list.addObject().put("Id", text(one, "Id")).put("State", status(one));
            entry.put("Image", one.at("/Config/Image").asText())
                    .put("Command", "/bin/sh")
                    .put("Created", 1_700_000_000L)
                    .set("Labels", one.at("/Config/Labels"));
            entry.putArray("Names").add(text(one, "Name"));
            entry.putArray("Ports");
        }
        return list;
    }

    /** What it had when it was recorded, and what was fetched since, with a digest as if from a registry. */
    private JsonNode images() {
        ArrayNode images = (ArrayNode) body("images");
        for (String image : fetched) {
            ObjectNode entry = images.addObject().put("Id", DIGEST);
            entry.putArray("RepoTags").add(image);
            entry.putArray("RepoDigests").add(image.substring(0, image.lastIndexOf(':')) + "@" + DIGEST);
        }
        return images;
    }

    private ObjectNode inspect(String id) {
        ObjectNode one = find(id);
        if (text(one, "Id").equals(unreadable)) {
            throw new Failed(500, "Error response from daemon: inspect failed");
        }
        return one;
    }

    private Answer create(JsonNode config) {
        String name = text(config, "Name");
        if (containers.values().stream().anyMatch(one -> name(one).equals(name))) {
            throw new Failed(
                    500,
                    "Error response from daemon: Conflict. The container name \"/" + name
                            + "\" is already in use by container");
        }
        if (text(config, "Image").contains(MISSING)) {
            throw new Failed(500, "Error response from daemon: No such image: " + text(config, "Image"));
        }
        if (text(config, "Image").contains(BROKEN)) {
            ObjectNode made = containers.get(make(config));
            state(made, "created");
            ((ObjectNode) made.get("State")).put("StartedAt", "0001-01-01T00:00:00Z");
            start(made);
        }
        ObjectNode answer = recorded("create-ok");
        return new Answer(200, answer.put("Id", make(config)).put("Name", name));
    }

    /** A container of the original's runs as soon as it is made. */
    private String make(JsonNode config) {
        String id = String.format("%064x", ++made);
        ObjectNode one = recorded("container-get-original");
        one.put("Id", id).put("Name", "/" + text(config, "Name"));
        ObjectNode inner = (ObjectNode) one.get("Config");
        inner.put("Image", text(config, "Image"));
        inner.set("Labels", config.path("Labels").isObject() ? config.get("Labels") : JSON.createObjectNode());
        inner.set("Env", config.path("Env").isArray() ? config.get("Env") : JSON.createArrayNode());
        ((ObjectNode) one.get("HostConfig")).put("NetworkMode", "host");
        containers.put(id, one);
        state(one, "running");
        return id;
    }

    private Answer operate(JsonNode body) {
        if (text(body, "Container").isEmpty()) {
            return new Answer(400, recorded("operate-no-container"));
        }
        ObjectNode one = find(text(body, "Container"));
        switch (text(body, "Action")) {
            case "start", "restart" -> start(one);
            case "unpause" -> state(one, "running");
            case "pause" -> state(one, "paused");
            case "rename" -> one.put("Name", "/" + text(body, "NewName"));
            case "stop", "kill" -> {
                if (text(body, "Action").equals("kill") && status(one).equals("exited")) {
                    throw new Failed(500, "Error response from daemon: Cannot kill container: is not running");
                }
                state(one, "exited");
            }
            default -> throw new Failed(400, "Action is invalid.");
        }
        return Answer.EMPTY;
    }

    private static void start(ObjectNode one) {
        if (one.at("/Config/Image").asText().contains(BROKEN)) {
            throw new Failed(500, "Error response from daemon: exec: \"/no/such/binary\": no such file or directory");
        }
        state(one, "running");
    }

    private static void state(ObjectNode one, String status) {
        ((ObjectNode) one.get("State"))
                .put("Status", status)
                .put("Running", !List.of("created", "exited").contains(status))
                .put("Paused", status.equals("paused"));
    }

    private ObjectNode find(String idOrName) {
        return containers.values().stream()
                .filter(one -> text(one, "Id").equals(idOrName) || name(one).equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new Failed(500, "Error response from daemon: No such container: " + idOrName));
    }

    private static String name(ObjectNode one) {
        return text(one, "Name").substring(1);
    }

    private static String status(ObjectNode one) {
        return one.at("/State/Status").asText();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    private static ObjectNode recorded(String capture) {
        return (ObjectNode) body(capture);
    }

    private static JsonNode body(String capture) {
        try (InputStream in = RecordedOriginal.class.getResourceAsStream("/captures/agent-" + capture + ".json")) {
            return JSON.readTree(Objects.requireNonNull(in, capture)).at("/response/body");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
