package io.humpback.server.docker;

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
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.GroupId;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RunOptions;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * The agent's own protocol: its names, and its values as one line of JSON each. Whatever is read is decoded into typed
 * values; fields that are not known are ignored, keys have one spelling and stand once, and anything else that is not
 * exactly as it would be written is refused. Stateless.
 */
public final class AgentWire {
    /** The version of the protocol. */
    public static final int VERSION = 1;
    /** What the paths of the protocol begin with. */
    public static final String ROOT = "/agent/v1";
    /** The header with the cluster's id, in each call that changes something. */
    public static final String CLUSTER_HEADER = "Humpback-Cluster";
    /** The header with the leader's epoch, in each call that changes something. */
    public static final String EPOCH_HEADER = "Humpback-Epoch";
    /** The header with the time that the caller will wait, in milliseconds. */
    public static final String DEADLINE_HEADER = "Humpback-Deadline";
    /** The header of a failure that says the same as its field, for who does not read the body. */
    public static final String OUTCOME_HEADER = "Humpback-Outcome";
    /**
     * The header by which an agent stamps its answer to a question for its health, and by which the leader shows it the
     * stamp of the last one that came: so the agent knows that it was heard.
     */
    public static final String PULSE_HEADER = "Humpback-Pulse";
    /** The type of an answer whose lines are values of their own. */
    public static final String LINES = "application/x-ndjson";
    /** The type of all other bodies. */
    public static final String JSON = "application/json; charset=utf-8";

    /** A list of some thousand containers fits; a single text above this does not make sense. */
    private static final int MAX_TEXT = 4 * 1024 * 1024;

    private static final JsonMapper MAPPER = mapper();

    private AgentWire() {}

    /** Returns {@code value} as one line of JSON, without the line's end. */
    public static String encode(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value: " + value.getClass().getSimpleName() + " (expected: plain)", e);
        }
    }

    /** Returns {@code value} as JSON in UTF-8. */
    public static byte[] encodeBytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value: " + value.getClass().getSimpleName() + " (expected: plain)", e);
        }
    }

    /**
     * Returns the value that {@code json} is, else throws {@link IllegalArgumentException} that names the place and
     * repeats nothing of the text, which may be a secret.
     */
    public static <T> T decode(byte[] json, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw refused(e, type);
        }
        if (value == null) {
            throw new IllegalArgumentException("not a " + type.getSimpleName());
        }
        return value;
    }

    /** Returns the value that {@code json} is, as {@link #decode(byte[], Class)} does. */
    public static <T> T decode(String json, Class<T> type) {
        return decode(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), type);
    }

    private static JsonMapper mapper() {
        JsonFactory factory = new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_TEXT)
                        .maxNestingDepth(32)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS, MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // Also what is missing; a field that may be absent says so where it is declared.
                .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
                .addMixIn(GroupId.class, AgentMixins.GroupIdForm.class)
                .addMixIn(MetaId.class, AgentMixins.MetaIdForm.class)
                .addMixIn(ContainerSpec.class, AgentMixins.ContainerSpecForm.class)
                .addMixIn(RunOptions.class, AgentMixins.RunOptionsForm.class)
                .addMixIn(ContainerState.class, AgentMixins.ContainerStateForm.class)
                .addMixIn(AgentInfo.class, AgentMixins.AgentInfoForm.class)
                .addMixIn(ObservedContainer.class, AgentMixins.ObservedContainerForm.class)
                .build();
    }

    private static IllegalArgumentException refused(IOException e, Class<?> type) {
        StringBuilder text = new StringBuilder("not a " + type.getSimpleName());
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            text.append(" at ")
                    .append(mapping.getPath().stream()
                            .map(step ->
                                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                            .collect(Collectors.joining(".")));
        }
        if (e.getCause() instanceof IllegalArgumentException check) {
            text.append(": ").append(check.getMessage());
        }
        return new IllegalArgumentException(text.toString());
    }
}
