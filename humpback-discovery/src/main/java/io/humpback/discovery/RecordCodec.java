package io.humpback.discovery;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.contract.NodeRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The form of a node record in a backend, which is the original's: a line of JSON with the agent's key, and in base64
 * the node's own line of JSON. Reading takes fields that it does not know, and is bounded. Stateless.
 */
public final class RecordCodec {
    /** The largest value that is read, in bytes. A record with a hundred labels has some 4 kB. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_DEPTH = 32;
    private static final byte[] TOO_LARGE = new byte[MAX_BYTES + 1];
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The outer line.
     *
     * @param data the inner one, in base64
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonPropertyOrder({"key", "data"})
    private record Envelope(
            @JsonProperty("key") @Nullable String key,
            @JsonProperty("data") @Nullable String data) {}

    private RecordCodec() {}

    /** Returns what is stored for the agent. Ends with a line feed. */
    public static byte[] encode(String agentKey, NodeRecord record) {
        return line(new Envelope(agentKey, Base64.getEncoder().encodeToString(line(record))));
    }

    /**
     * Returns what is to be kept of a value: itself, or of one that is too large only that it is, so that whoever can
     * write to the backend cannot fill the memory.
     */
    public static byte[] bounded(byte[] value) {
        return value.length > MAX_BYTES ? TOO_LARGE : value;
    }

    private static byte[] line(Object value) {
        try {
            return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("record: cannot be written as JSON", e);
        }
    }

    /**
     * Returns the record that {@code value} holds for the agent.
     *
     * @throws IllegalArgumentException if it holds none; the message repeats nothing of the value
     */
    public static NodeRecord decode(String agentKey, byte[] value) {
        if (value.length == 0) {
            throw new IllegalArgumentException("it is empty");
        }
        if (value.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "it has " + value.length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        Envelope envelope = read(value, Envelope.class, "it");
        if (!agentKey.equals(envelope.key)) {
            throw new IllegalArgumentException("its key is not the one under which it stands");
        }
        if (envelope.data == null || envelope.data.isEmpty()) {
            throw new IllegalArgumentException("it has no data");
        }
        return read(base64(envelope.data), NodeRecord.class, "its data");
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its data is not base64", e);
        }
    }

    private static <T> T read(byte[] json, Class<T> type, String what) {
        T read;
        try {
            read = MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(what + " is not the JSON of a node record", e);
        }
        if (read == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return read;
    }
}
