package io.humpback.server.http.v2;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.humpback.core.contract.NodeRecord;
import io.humpback.server.http.RequestRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of an announcement. Fields that this does not know are ignored, so that a newer agent can join. Immutable.
 *
 * @param ttlSeconds how long the lease is to last
 * @param node what is announced
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record JoinBody(
        @JsonProperty("ttlSeconds") @Nullable Integer ttlSeconds,
        @JsonProperty("node") @Nullable NodeRecord node) {
    static final int MAX_BYTES = 64 * 1024;
    static final int MIN_TTL_SECONDS = 3;
    static final int MAX_TTL_SECONDS = 3600;

    private static final int MAX_DEPTH = 32;
    private static final JsonMapper MAPPER = mapper();

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
        builder.withCoercionConfig(LogicalType.Textual, coercion -> {
            for (CoercionInputShape shape : new CoercionInputShape[] {
                CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
            }) {
                coercion.setCoercion(shape, CoercionAction.Fail);
            }
        });
        return builder.build();
    }

    /** Returns what {@code body} says, complete; throws {@link RequestRefusedException} if it makes no sense. */
    static JoinBody parse(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new RequestRefusedException(
                    413, "body: " + body.length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        JoinBody parsed = read(text(body));
        if (parsed == null || parsed.node == null || parsed.ttlSeconds == null) {
            throw new RequestRefusedException(
                    400, "body incomplete (expected: an object with \"ttlSeconds\" and \"node\")");
        }
        if (parsed.ttlSeconds < MIN_TTL_SECONDS || parsed.ttlSeconds > MAX_TTL_SECONDS) {
            throw new RequestRefusedException(
                    400,
                    "ttlSeconds: " + parsed.ttlSeconds + " (expected: " + MIN_TTL_SECONDS + "-" + MAX_TTL_SECONDS
                            + ")");
        }
        return parsed;
    }

    /** Decoded here, since Jackson would guess at UTF-16 and UTF-32. */
    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RequestRefusedException(400, "body malformed (expected: JSON in UTF-8)");
        }
    }

    /** The message is ours: Jackson's would repeat what was sent. */
    private static @Nullable JoinBody read(String text) {
        try {
            return MAPPER.readValue(text, JoinBody.class);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new RequestRefusedException(
                    400, "body malformed" + place + " (expected: JSON with fields of the right types, each once)");
        }
    }

    Duration ttl() {
        return Duration.ofSeconds(ttlSeconds == null ? 0 : ttlSeconds);
    }

    NodeRecord record() {
        if (node == null) {
            throw new IllegalStateException("not checked by parse");
        }
        return node;
    }
}
