package io.humpback.server.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Reads bodies of requests. A key that stands twice is refused; the contract's bodies are read without regard to the
 * case of keys, as the original did. Stateless.
 */
final class Requests {
    private static final JsonMapper MAPPER = mapper();

    private Requests() {}

    /** Returns the object that {@code body} is, else throws {@link IllegalArgumentException}. */
    static JsonNode object(byte[] body) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON, or a key stands twice");
        }
        if (tree == null || !tree.isObject()) {
            throw new IllegalArgumentException("not an object of JSON");
        }
        return tree;
    }

    /** Returns the value of {@code type} that {@code tree} is, else throws {@link IllegalArgumentException}. */
    static <T> T as(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            StringBuilder place = new StringBuilder();
            e.getPath()
                    .forEach(step -> place.append(
                            step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName()));
            throw new IllegalArgumentException(
                    (place.length() == 0 ? type.getSimpleName() : place.substring(place.charAt(0) == '.' ? 1 : 0))
                            + ": wrong type or out of range");
        } catch (IOException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName());
        }
    }

    private static JsonMapper mapper() {
        JsonFactory factory = new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(32).build())
                .build();
        return JsonMapper.builder(factory)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
