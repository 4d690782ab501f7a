package io.humpback.server.http.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A request to the original and its answer, as they were observed. */
record Capture(String name, JsonNode request, JsonNode response) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Capture load(String name) {
        try (InputStream in = Capture.class.getResourceAsStream("/captures/" + name + ".json")) {
            JsonNode root = MAPPER.readTree(Objects.requireNonNull(in, name));
            return new Capture(name, root.get("request"), root.get("response"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String method() {
        return request.get("method").asText();
    }

    String path() {
        return request.get("path").asText();
    }

    /** The body as it was sent; what was no JSON is stored as a string. */
    String requestBody() {
        JsonNode body = request.get("body");
        return body.isNull() ? "" : body.isTextual() ? body.asText() : body.toString();
    }

    int status() {
        return response.get("status").asInt();
    }

    JsonNode body() {
        return response.get("body");
    }

    JsonNode data() {
        return body().path("Data");
    }

    String content() {
        return body().path("Contnet").asText();
    }

    /** The body with its keys in order, so that two of them can be compared as texts; the response's id is blanked. */
    static String normalised(JsonNode body) {
        JsonNode copy = body.deepCopy();
        if (copy instanceof ObjectNode object && object.has("ResponseID")) {
            object.put("ResponseID", "id");
        }
        return copy.toPrettyString();
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T as(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
