package io.humpback.discovery;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.humpback.core.Document;
import io.humpback.core.spi.Head;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is stored as plain JSON and reads it again. Fields that it does not know are ignored, so that a program
 * of the same schema version may add some; anything else that is not exactly what was once written is refused. Safe
 * for use by several threads.
 */
final class DocumentCodec {
    private static final int MAX_TEXT = 64 * 1024 * 1024;

    private final JsonMapper mapper = mapper();
    private final Schema schema;

    /** Creates the codec of this program's form. */
    DocumentCodec() {
        this(Schema.CURRENT);
    }

    /** Creates the codec of another form. */
    DocumentCodec(Schema schema) {
        this.schema = schema;
    }

    /** Returns the form that is written, which says what else is read. */
    Schema schema() {
        return schema;
    }

    private static JsonMapper mapper() {
        JsonFactory factory = new JsonFactoryBuilder()
                // Surrogates are escaped, so that a chunk may end anywhere and half a pair survives.
                .highestNonEscapedChar(Character.MIN_SURROGATE - 1)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_TEXT)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS, MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // Also what is missing; a field that may be null says so where it is declared.
                .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));
        return CodecMixins.addTo(builder).build();
    }

    /** Returns {@code value}, a document, a head or a manifest, as one line of JSON. */
    String encode(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "document: " + value.getClass().getSimpleName() + " (expected: plain)", e);
        }
    }

    /** Returns the document whose JSON stands under {@code key}. */
    Document decodeDocument(String key, String json) {
        Document document = decode(key, json, StateKeys.kindOf(key).type(), schema.lift());
        String ownKey = StateKeys.of(document.key());
        if (!ownKey.equals(key)) {
            throw new UnreadableStateException(key, "it is the document of " + ownKey, null);
        }
        return document;
    }

    /** Returns the head whose JSON is {@code json}, {@link Head#NONE} for null. */
    Head decodeHead(@Nullable String json) {
        return json == null ? Head.NONE : decode(KeyValueStore.HEAD, json, Head.class);
    }

    /** Returns the value of {@code type} whose JSON stands under {@code key}. */
    <T> T decode(String key, String json, Class<T> type) {
        return decode(key, json, type, Schema.Lift.NONE);
    }

    private <T> T decode(String key, String json, Class<T> type, Schema.Lift lift) {
        T value;
        try {
            value = lift == Schema.Lift.NONE
                    ? mapper.readValue(json, type)
                    : mapper.treeToValue(lift.lift(key, mapper.readTree(json)), type);
        } catch (JsonProcessingException e) {
            throw new UnreadableStateException(key, "not a " + type.getSimpleName() + where(e), null);
        }
        if (value == null) {
            throw new UnreadableStateException(key, "not a " + type.getSimpleName(), null);
        }
        return value;
    }

    /** Jackson's own words, and so the cause, may repeat a value, which may be a secret; a place and a check do not. */
    private static String where(JsonProcessingException e) {
        StringBuilder text = new StringBuilder();
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            text.append(" at ")
                    .append(mapping.getPath().stream()
                            .map(step ->
                                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                            .collect(Collectors.joining(".")));
        } else if (e.getLocation() != null) {
            text.append(" at character ").append(e.getLocation().getColumnNr());
        }
        if (e.getCause() instanceof IllegalArgumentException check) {
            text.append(": ").append(check.getMessage());
        }
        return text.toString();
    }
}
