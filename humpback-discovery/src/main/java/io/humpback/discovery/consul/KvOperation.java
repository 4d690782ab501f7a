package io.humpback.discovery.consul;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a transaction. Immutable.
 *
 * @param verb Consul's word
 * @param base64 the value, null where there is none
 * @param index null where there is none
 * @param session null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KvOperation(
        @JsonProperty("Verb") String verb,
        @JsonProperty("Key") String key,
        @JsonProperty("Value") @Nullable String base64,
        @JsonProperty("Index") @Nullable Long index,
        @JsonProperty("Session") @Nullable String session) {
    static KvOperation get(String key) {
        return new KvOperation("get", key, null, null, null);
    }

    /** Returns a read of all keys that begin with {@code prefix}; none is no failure. */
    static KvOperation getTree(String prefix) {
        return new KvOperation("get-tree", prefix, null, null, null);
    }

    static KvOperation set(String key, String value) {
        return new KvOperation("set", key, base64(value.getBytes(StandardCharsets.UTF_8)), null, null);
    }

    /** Returns a write that fails unless the key was changed last at {@code index}; 0 means that there is none. */
    static KvOperation cas(String key, String value, long index) {
        return new KvOperation("cas", key, base64(value.getBytes(StandardCharsets.UTF_8)), index, null);
    }

    static KvOperation delete(String key) {
        return new KvOperation("delete", key, null, null, null);
    }

    static KvOperation deleteTree(String prefix) {
        return new KvOperation("delete-tree", prefix, null, null, null);
    }

    /** Returns a write that fails if another session holds the key, and holds it for {@code session} from then on. */
    static KvOperation lock(String key, byte[] value, String session) {
        return new KvOperation("lock", key, base64(value), null, session);
    }

    /** Returns a write that fails unless {@code session} holds the key, after which nobody does. */
    static KvOperation unlock(String key, byte[] value, String session) {
        return new KvOperation("unlock", key, base64(value), null, session);
    }

    private static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }
}
